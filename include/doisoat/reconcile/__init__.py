"""What the three sources say together about each roll entry: the person, the account, the way to pay."""
