"""Pages of the staff that look across rooms. So far: what waits at the front desk."""
