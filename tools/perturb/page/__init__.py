"""What a report says of preferences beside the section of one: answers, rules, many questions."""
