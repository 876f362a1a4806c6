package main

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/cells"
)

// A report is how results are written.
type report struct {
	header string
	line   func(b []byte, rec *stayfile.Record, carried []carry.Change, v *version, r *drg.Result) []byte
}

var (
	table   = report{"DRG   WEIGHT  STAY, TITLE AND WHY\n", appendEntry}
	rows    = report{"id\tversion\tdrg\tmdc\ttype\tseverity\tweight\thac\treturn_code\ttitle\twhy\n", appendRow}
	csvRows = report{strings.ReplaceAll(rows.header, "\t", ","), appendCSV}
	answers = report{"", func(b []byte, rec *stayfile.Record, _ []carry.Change, _ *version, r *drg.Result) []byte {
		return stayfile.AppendAnswer(b, rec.ID, r)
	}}
)

// appendEntry appends an entry of the table for people, in three lines.
func appendEntry(b []byte, rec *stayfile.Record, carried []carry.Change, v *version, r *drg.Result) []byte {
	const margin = "              "
	b = append(appendDRG(b, r.Final.DRG), ' ', ' ')
	weight := appendWeight(nil, v, r.Final.DRG)
	b = append(b, margin[:max(7-len(weight), 0)]...)
	b = append(append(b, weight...), "  "...)
	b = append(append(b, rec.ID...), '\n')
	b = append(append(append(b, margin...), r.Final.Title...), '\n')
	return append(appendCarried(appendWhy(append(b, margin...), rec, v, r), carried), '\n')
}

// appendRow appends a row of the TSV for programs.
func appendRow(b []byte, rec *stayfile.Record, carried []carry.Change, v *version, r *drg.Result) []byte {
	f := &r.Final
	b = append(append(b, cells.Text(rec.ID)...), '\t')
	b = append(append(b, r.Version...), '\t')
	b = append(appendDRG(b, f.DRG), '\t')
	b = append(strconv.AppendInt(b, int64(f.MDC), 10), '\t')
	b = append(append(b, f.Kind.String()...), '\t')
	b = append(append(b, f.Level.String()...), '\t')
	b = append(appendWeight(b, v, f.DRG), '\t')
	b = append(append(b, r.HACStatus.String()...), '\t')
	b = append(append(b, f.Code.String()...), '\t')
	b = append(append(b, f.Title...), '\t')
	return append(appendCarried(appendWhy(b, rec, v, r), carried), '\n')
}

// appendCSV appends a row as CSV: that of the TSV, with the cells in quotes that
// need them.
func appendCSV(b []byte, rec *stayfile.Record, carried []carry.Change, v *version, r *drg.Result) []byte {
	row := appendRow(nil, rec, carried, v, r)
	for i, cell := range bytes.Split(row[:len(row)-1], []byte{'\t'}) {
		if i > 0 {
			b = append(b, ',')
		}
		if !bytes.ContainsAny(cell, ",\"\r\n") {
			b = append(b, cell...)
			continue
		}
		b = append(b, '"')
		b = append(b, bytes.ReplaceAll(cell, []byte{'"'}, []byte(`""`))...)
		b = append(b, '"')
	}
	return append(b, '\n')
}

// appendDRG appends a DRG with its three digits.
func appendDRG(b []byte, n drg.Number) []byte {
	return append(b, '0'+byte(n/100), '0'+byte(n/10%10), '0'+byte(n%10))
}

// appendWeight appends a relative weight, or a dash.
func appendWeight(b []byte, v *version, n drg.Number) []byte {
	w, ok := v.weight(n)
	if !ok {
		return append(b, '-')
	}
	b = strconv.AppendInt(b, int64(w/10_000), 10)
	fraction := int64(w % 10_000)
	start := len(b)
	b = strconv.AppendInt(b, 10_000+fraction, 10)
	b[start] = '.' // in place of the 1
	return b
}

// appendWhy appends what decided the DRG, and what had no part in it, in a line.
func appendWhy(b []byte, rec *stayfile.Record, v *version, r *drg.Result) []byte {
	if r.Final.Code == drg.OK {
		b = appendReasons(b, &rec.Stay, r)
	} else {
		b = appendRefusal(b, rec, r)
	}
	const label = "; not recognised: "
	n := len(b)
	b = stayfile.AppendUnrecognized(append(b, label...), rec, r, v.sets)
	if len(b) == n+len(label) {
		return b[:n]
	}
	return b
}

// appendReasons appends the codes that led to a DRG.
func appendReasons(b []byte, s *drg.Stay, r *drg.Result) []byte {
	b = appendDiagnosis(append(b, "principal "...), s, 0)
	b = appendNone(b, s, r)
	for level, label := range []string{drg.MCC: "; MCC ", drg.CC: "; CC ", drg.NonCC: "; with "} {
		first := true
		for i := 1; i < len(s.Diagnoses); i++ {
			d := &r.Diagnoses[i]
			if d.Impact&drg.ImpactFinal != 0 && d.Final.Counts() == drg.Level(level) && !acquired(d) {
				b = appendDiagnosis(separate(b, label, &first), s, i)
			}
		}
	}
	first := true
	for i := range r.Procedures {
		if r.Procedures[i].Impact&drg.ImpactFinal != 0 {
			b = append(separate(b, "; procedure ", &first), s.Procedures[i].Code.String()...)
		}
	}
	if r.HACStatus == drg.HACChanges {
		b = appendAcquired(b, s, r)
	}
	return b
}

// separate appends label before the first of several, a comma before the others.
func separate(b []byte, label string, first *bool) []byte {
	if *first {
		*first = false
		return append(b, label...)
	}
	return append(b, ", "...)
}

// appendNone says that no secondary diagnosis counts, and which would if the
// principal diagnosis didn't take it away.
func appendNone(b []byte, s *drg.Stay, r *drg.Result) []byte {
	for i := 1; i < len(r.Diagnoses); i++ {
		switch r.Diagnoses[i].Final {
		case drg.IsCC, drg.IsMCC, drg.CCExcludedByLogic, drg.MCCExcludedByLogic:
			return b
		}
	}
	first := true
	for i := 1; i < len(r.Diagnoses); i++ {
		switch r.Diagnoses[i].Final {
		case drg.CCExcluded, drg.MCCExcluded:
			b = appendDiagnosis(separate(b, ", which excludes ", &first), s, i)
		}
	}
	return append(b, "; no CC or MCC"...)
}

// acquired reports whether a diagnosis is a hospital-acquired condition.
func acquired(d *drg.DiagnosisResult) bool {
	for _, m := range d.HACs {
		if m.Verdict == drg.HACCriteriaMet {
			return true
		}
	}
	return false
}

// appendAcquired says what arose in the hospital, and which DRG it would be if
// it hadn't.
func appendAcquired(b []byte, s *drg.Stay, r *drg.Result) []byte {
	b = append(appendDRG(append(b, "; not "...), r.Initial.DRG), ':')
	for i := range r.Diagnoses {
		if d := &r.Diagnoses[i]; acquired(d) {
			b = appendDiagnosis(append(b, ' '), s, i)
			b = strconv.AppendInt(append(b, " (HAC "...), int64(d.HACs[0].Number), 10)
			b = append(b, "),"...)
		}
	}
	return append(b[:len(b)-1], " arose in the hospital"...)
}

func appendDiagnosis(b []byte, s *drg.Stay, i int) []byte {
	b, _ = s.Diagnoses[i].Code.AppendText(b)
	return b
}

// appendRefusal says why a stay has no DRG.
func appendRefusal(b []byte, rec *stayfile.Record, r *drg.Result) []byte {
	switch code := r.Final.Code; {
	case len(rec.Diagnoses) == 0:
		return append(b, "no principal diagnosis"...)
	case code == drg.InvalidPDX:
		b = rec.AppendDiagnosis(append(b, "principal "...), 0)
		if !rec.Diagnoses[0].Code.IsValid() {
			b = append(b, " (malformed)"...)
		}
		return append(append(b, " is not a code of version "...), r.Version...)
	case code == drg.DXCannotBePDX:
		return append(appendDiagnosis(b, &rec.Stay, 0), " can't be a principal diagnosis"...)
	case code == drg.InvalidSex:
		return append(b, "the MDC depends on the sex, which is unknown"...)
	case code == drg.InvalidDischargeStatus:
		return strconv.AppendInt(append(b, "the logic asks for a discharge status, and there is none "...), int64(rec.Status), 10)
	case code == drg.HACMissingPOA:
		return append(b, "a hospital-acquired condition lacks a POA indicator"...)
	}
	return append(b, "a hospital-acquired condition, and unknown whether the hospital is exempt from reporting POA"...)
}

// appendCarried appends what became of codes of another year.
func appendCarried(b []byte, carried []carry.Change) []byte {
	for _, c := range carried {
		b = append(append(b, "; "...), c.String()...)
	}
	return b
}
