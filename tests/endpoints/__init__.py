"""What it takes to try every address as everybody: a clinic with people in it, and hostile things to send."""
