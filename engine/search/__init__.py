"""Searches: reading a request (filters, operators, sort, page) and finding a page. Part of the words of `/v2`."""
