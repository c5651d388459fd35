"""The application core of Servicelane; it knows nothing of the web. Start reading at `engine/service/`."""
