[Version] 2.0
# Hz S RI
[Number of Ports] 3
[Reference] 50 75
 50
[Matrix Format] Lower
[Begin Information]
z
[End Information]
[Network Data]
1 11 0
21 0 22 0
31 0 32 0 33 0
[End]
