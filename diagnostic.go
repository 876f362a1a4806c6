package medcode

// A Diagnostic is a defect of a release that leaves it usable: a row that
// contradicts another, a value outside its range, a misspelt reference. The
// reader says what it did about it in Message.
type Diagnostic struct {
	File    string         `json:"file,omitempty"`
	Line    int            `json:"line,omitempty"`   // 1-based; 0 when not about a line
	Column  int            `json:"column,omitempty"` // 1-based byte; 0 when unknown
	Kind    DiagnosticKind `json:"kind"`             // stable, machine-readable: "duplicate-code"
	Text    string         `json:"text,omitempty"`   // the offending text
	Message string         `json:"message"`          // a sentence for people
}

func (d Diagnostic) String() string {
	return place(d.File, d.Line, d.Column) + d.Message + quoted(d.Text)
}
