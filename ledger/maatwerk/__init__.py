"""The pages about maatwerk: orders from request to afgerond, their documents, and the agreements they rest on."""
