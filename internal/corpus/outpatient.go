package corpus

// Outpatient returns records for the edits of the I/OCE, correct ones and wrong.
func Outpatient() ([]Record, error) { return read("testdata/outpatient.txt") }
