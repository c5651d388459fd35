"""Which of Servicelane's own properties (`sl:`, dialect 6) are texts that mean themselves, whatever they begin with."""

TEXTS = frozenset({"name.en", "stage", "stage.en", "public.form", "public.action", "action", "action.en"})
