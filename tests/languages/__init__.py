"""What is there to translate, and what of it is translated?"""
