"""How the product is set up and started; nothing else imports this room."""
