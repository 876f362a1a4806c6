package corpus

// Outpatient returns correct records for the edits of the I/OCE.
func Outpatient() ([]Record, error) { return read("testdata/outpatient.txt") }
