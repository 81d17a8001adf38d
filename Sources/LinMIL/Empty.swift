// LinMIL
