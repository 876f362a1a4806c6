// Package stayfile reads inpatient stays from files and writes what the grouper
// says of them.
//
// A file has one stay a line, in one of three formats, told apart by the first
// line, and may be compressed with gzip. The first sheet with rows of a workbook
// (.xlsx) is read as CSV.
//
//   - CSV: a header names the columns, separated by commas, semicolons, tabs or bars.
//     Diagnoses and procedures stand in a list in one column (dx: "I5021:Y
//     E119:Y", px) or in numbered columns (dx1, poa1, dx2, poa2, …, px1,
//     pxdate1, …).
//   - JSON Lines: an object a line, {"id": "1", "age": 67, "sex": "F",
//     "status": 1, "dx": [{"code": "I50.21", "poa": "Y"}, "E11.9:Y"]}. A list of
//     such objects is read too, and objects over several lines each that begin with
//     a line of { alone; the line of a stay is then the one on which it begins, or
//     a later one where several begin on one.
//   - TSV: nine columns without header, the claims of the reference vectors: id,
//     version, age, sex, status, hospital, admitting diagnosis, dx, px.
//
// Names of columns and keys are id, version, age, age_days, sex, status,
// hospital, admission, discharge, admit, dx and px; case, blanks and underscores
// don't matter, and many other names that people use are known: discharge_status,
// dob, gender, diagnosis codes; see [Options] for others. Text is UTF-8, UTF-16 or
// Windows-1252; dates are 2026-04-05, 20260405, 05-APR-2026 or 04/05/2026, with the
// month first unless the first lines can only be read otherwise. An id, an age, the sex, the discharge status and the diagnoses
// must be there; where the hospital is not, it must report POA. A line is a
// line: there are no line breaks within quotes. Lines end with LF or CR LF, or,
// where the first does, with CR alone.
//
// A code that is malformed is the zero code, which the grouper does not
// recognise, as the reference software takes it, and its text is kept beside; in
// TSV, as there, a dot makes a code malformed. A POA indicator is kept as the character it is. Anything else
// that is malformed is an error of its line, a [*medcode.FileError], and the
// lines behind it are read.
package stayfile

import (
	"github.com/medcode/medcode/drg"
)

// A Record is a stay and where it stands.
type Record struct {
	drg.Stay
	Line    int
	Version string // of MS-DRG, as the line names it: "43.1"; empty if it does not

	Malformed []Malformed // codes of Diagnoses and Procedures, in the order of the line
}

// A Malformed is the text of a code that is malformed, as it is written.
type Malformed struct {
	Procedure bool
	At        int // in Diagnoses or Procedures
	Text      string
}

// A Format is how a file of stays is written.
type Format uint8

// The formats.
const (
	CSV Format = iota
	JSONLines
	TSV
)

// String returns the name of f.
func (f Format) String() string { return [...]string{"CSV", "JSON Lines", "TSV"}[f] }
