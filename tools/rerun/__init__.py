"""rerun: a sample of what a study asked, asked of its model once more: has it drifted?"""
