"""The product: what people see and use, on Django and PostgreSQL. It knows the science; never the reverse."""
