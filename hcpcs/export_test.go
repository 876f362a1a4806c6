package hcpcs

// Headings are the column headings of the workbook with records.
func Headings() []string {
	h := []string{"HCPC", "SEQNUM", "RECID"}
	for i := range fields {
		h = append(h, fields[i].name)
	}
	return h
}

// Cells are a record as a row of the workbook.
func Cells(code, kind string, r Record) []string {
	c := []string{code, "0010", kind}
	for i := range fields {
		c = append(c, fields[i].get(&r))
	}
	return c
}

// Places returns the columns of the text file by their headings.
func Places() map[string][2]int {
	p := map[string][2]int{}
	for i := range fields {
		p[fields[i].name] = [2]int{fields[i].begin, fields[i].end}
	}
	return p
}
