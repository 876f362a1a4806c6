package drg

import "slices"

// Equal reports whether two stays say the same. Nil and empty slices are equal.
// It is what go-cmp compares stays by.
func (s Stay) Equal(t Stay) bool {
	same := slices.Equal(s.Diagnoses, t.Diagnoses) && slices.Equal(s.Procedures, t.Procedures)
	return same && s.ID == t.ID && s.Age == t.Age && s.AgeDays == t.AgeDays && s.Sex == t.Sex && s.Status == t.Status &&
		s.Hospital == t.Hospital && s.Admission == t.Admission && s.Discharge == t.Discharge && s.Admitting == t.Admitting
}

// Equal reports whether two diagnoses are the same.
func (d Diagnosis) Equal(e Diagnosis) bool { return d == e }

// Equal reports whether two procedures are the same.
func (p Procedure) Equal(q Procedure) bool { return p == q }

// Equal reports whether two results say the same, whatever they were used for
// before. Nil and empty slices are equal. It is what go-cmp compares results by.
func (r Result) Equal(q Result) bool {
	return r.Version == q.Version && r.Initial == q.Initial && r.Final == q.Final && r.HACStatus == q.HACStatus && r.HACs == q.HACs &&
		slices.EqualFunc(r.Diagnoses, q.Diagnoses, DiagnosisResult.Equal) && slices.EqualFunc(r.Procedures, q.Procedures, ProcedureResult.Equal)
}

// Equal reports whether two results of a diagnosis say the same.
func (d DiagnosisResult) Equal(e DiagnosisResult) bool {
	return d.Recognized == e.Recognized && d.Impact == e.Impact && d.Initial == e.Initial && d.Final == e.Final && d.POA == e.POA && slices.Equal(d.HACs, e.HACs)
}

// Equal reports whether two results of a procedure say the same.
func (p ProcedureResult) Equal(q ProcedureResult) bool {
	return p.Recognized == q.Recognized && p.OperatingRoom == q.OperatingRoom && p.Impact == q.Impact && slices.Equal(p.HACs, q.HACs)
}
