package risk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// An ID says which model: system and version, as CMS names them.
type ID string

// The models of Medicare. RxHCC V08 is calibrated twice: for PACE and for all
// other plans.
const (
	V22          ID = "CMS-HCC V22" // PACE
	V24          ID = "CMS-HCC V24" // Medicare Advantage to 2025
	V28          ID = "CMS-HCC V28" // Medicare Advantage from 2024 on
	ESRDV21      ID = "CMS-HCC ESRD V21"
	ESRDV24      ID = "CMS-HCC ESRD V24"
	RxHCCV08     ID = "RxHCC V08"
	RxHCCV08PACE ID = "RxHCC V08 PACE"
)

// IDs returns the models that the package knows.
func IDs() []ID { return []ID{V22, V24, V28, ESRDV21, ESRDV24, RxHCCV08, RxHCCV08PACE} }

// ParseID reads the name of a model in any case: its ID, the version alone for
// CMS-HCC ("V28"), "ESRD V24" or "E24", "RxHCC V08" or "R08", and the RxHCC
// calibrations by the software's letters: "R08X3" for all plans but PACE, "R08T4"
// for PACE.
func ParseID(text string) (ID, error) {
	t := strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer("-", " ", "_", " ").Replace(text)), " "))
	t = strings.TrimPrefix(t, "CMS HCC ")
	switch t {
	case "V22", "V24", "V28":
		return ID("CMS-HCC " + t), nil
	case "ESRD V21", "E21":
		return ESRDV21, nil
	case "ESRD V24", "E24":
		return ESRDV24, nil
	case "RXHCC V08", "R08", "R08X", "R08X3":
		return RxHCCV08, nil
	case "RXHCC V08 PACE", "R08T", "R08T4":
		return RxHCCV08PACE, nil
	}
	var names []string
	for _, id := range IDs() {
		names = append(names, string(id))
	}
	return "", fmt.Errorf("risk adjustment model %q: want one of %s: %w", text, strings.Join(names, ", "), medcode.ErrLayout)
}

func (id ID) esrd() bool { return strings.Contains(string(id), "ESRD") }
func (id ID) rx() bool   { return strings.HasPrefix(string(id), "RxHCC") }

// Version returns the version of the model, "V28".
func (id ID) Version() string {
	f := strings.Fields(strings.TrimSuffix(string(id), " PACE"))
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}

// System returns the system of the model, "CMS-HCC ESRD".
func (id ID) System() string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(string(id), " PACE"), id.Version()))
}

// column is the model in the names of columns: "V28", "ESRD_V24".
func (id ID) column() string {
	return strings.NewReplacer(" ", "_").Replace(strings.TrimPrefix(string(id), "CMS-HCC "))
}

// number returns the digits of the version.
func (id ID) number() string { return id.Version()[1:] }

// How the parts of a model are named: the beginning of a program's name, of a
// file of coefficients, and of a file of formats, which is the same for CMS-HCC
// and ESRD.
func (id ID) programs() string {
	switch {
	case id.esrd():
		return "E" + id.number()
	case id.rx():
		return "R" + id.number()
	}
	return id.Version()
}

func (id ID) coefficients() string {
	switch {
	case id.esrd():
		return "D" + id.number()
	case id.rx():
		return "R" + id.number()
	}
	return "C" + id.number()
}

func (id ID) formats() string { return "F" + id.number() }

// What tables with a heading call a model.
func (id ID) mapping() string {
	if id.rx() {
		return "RxHCC Model " + id.Version()
	}
	return id.System() + " Model " + id.Version()
}

func (id ID) domain() string {
	switch {
	case id.esrd():
		return "ESRD"
	case id.rx():
		return "RxHCC"
	}
	return "CMS-HCC"
}

// tableVersion is the version in a table of coefficients, tableRanks in one of
// hierarchies or labels, which have that of Part D as R08.
func (id ID) tableVersion() string { return id.coefficients() }

func (id ID) tableRanks() string {
	if id.rx() {
		return "R" + id.number()
	}
	return id.Version()
}

// calibration is the letter that tells apart the coefficients of RxHCC.
func (id ID) calibration() string {
	switch id {
	case RxHCCV08:
		return "X"
	case RxHCCV08PACE:
		return "T"
	}
	return ""
}

// known reports whether a table's words name a model that the package knows.
func known(words string, of func(ID) string) bool {
	return slices.ContainsFunc(IDs(), func(id ID) bool { return of(id) == words })
}

// coefficientsNamed reports whether a file of coefficients with a name is the
// model's.
func (id ID) coefficientsNamed(name string) bool {
	letter := id.calibration()
	rest, ok := strings.CutPrefix(name, id.coefficients())
	if !ok && letter == "" {
		_, ok = strings.CutPrefix(name, id.programs()) // V28hcccoefn.csv
	}
	return ok && (letter == "" || len(rest) > 2 && rest[2:3] == letter)
}
