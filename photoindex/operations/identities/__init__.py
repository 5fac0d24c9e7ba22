"""From decisions to whose each face is: what commands on people read, and how a decision is carried out."""
