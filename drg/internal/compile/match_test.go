package compile

import (
	"testing"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/manual"
)

func TestKey(t *testing.T) {
	l := loadLexicon()
	for text, want := range map[string]string{
		"Operating Room Procedure:":                        "OPERATING ROOM PROCEDURES",
		"O.R. PROCEDURES":                                  "OPERATING ROOM PROCEDURES",
		"OR NON OPERATING ROOM PROCDURES":                  "OR NON-OPERATING ROOM PROCEDURES",
		"with any of the following secondary diagnoses":    "WITH ONE OF SECONDARY DIAGNOSIS",
		"One or more of the following":                     "ONE OF",
		"2+ Single Lvl Anterior Fusions":                   "2+ SINGLE LEVEL ANTERIOR FUSION",
		"ANY OTHER PROCEDURE NOT LISTED IN DRGS 820-822.":  "ANY OTHER PROCEDURES NOT LISTED IN DRG #",
		"ALL PROCEDURES NOT LISTED IN MS-DRGs 987 and 989": "ALL PROCEDURES NOT LISTED IN DRG # AND 989",
		"C.D.E.": "C.D.E",
		"":       "",
	} {
		key, _ := l.key(text)
		require.Equal(t, want, key, text)
	}
}

func TestHeading(t *testing.T) {
	l := loadLexicon()
	for text, want := range map[string]meaning{
		"OPERATING ROOM PROCEDURES":                                         {kind: "list", role: "procedure"},
		"ONE OF THE FOLLOWING NON-O.R. PROCEDURES":                          {kind: "list", role: "procedure"},
		"WITH ONE OF THE OPERATING ROOM PROCEDURES":                         {connective: "with", kind: "list", role: "procedure"},
		"AND A SECONDARY DIAGNOSIS":                                         {connective: "and", kind: "list", role: "secondary"},
		"WITHOUT OPERATING ROOM PROCEDURES":                                 {connective: "without", kind: "list", role: "procedure"},
		"Or any operating room procedure":                                   {connective: "or", kind: "any-or"},
		"OR ANY OTHER OPERATING ROOM PROCEDURES":                            {connective: "or", kind: "any-or"},
		"WITH ONE OF":                                                       {connective: "with", kind: "list", role: "procedure"},
		"WITH ANY OPERATING ROOM PROCEDURES EXCEPT":                         {connective: "with", kind: "list", role: "any-or-except"},
		"PRINCIPAL DIAGNOSES OF SIGNIFICANT TRAUMA":                         {kind: "note"},
		"OR ONLY SECONDARY DIAGNOSES":                                       {connective: "with", kind: "list", role: "only-secondary"},
		"First condition: select one procedure from heart valves":           {kind: "note"},
		"Third condition: select at least one procedure from heart valves":  {kind: "note"},
		"Examples: left hip and right hip":                                  {kind: "note"},
		"WITH":                                                              {connective: "with"},
		"OPERATING ROOM PROCEDURES WITHOUT ANAESTHESIA":                     {},
		"AND AND OPERATING ROOM PROCEDURES":                                 {},
		"AND DISCHARGE STATUS":                                              {},
		"AND LITHOTRIPSY":                                                   {},
		"FIRST CONDITION: SELECT ONE PROCEDURE NOT FROM HEART VALVES":       {},
		"FIRST CONDITION: SELECT ONE PROCEDURE FROM EITHER VALVE OR DEVICE": {},
	} {
		m, _, ok := l.heading(text)
		require.Equal(t, want, m, text)
		require.Equal(t, want != meaning{}, ok, text)
	}
}

func TestLike(t *testing.T) {
	l := loadLexicon()
	var secs []section
	for _, name := range []string{"", "INGUINAL AND FEMORAL HERNIA PROCEDURES", "HERNIA PROCEDURES EXCEPT INGUINAL AND FEMORAL", "MAJOR DEVICE IMPLANT", "NON-MAJOR DEVICE IMPLANT", "INHALATION INJURY", "LEFT HIP", "LEFT KNEE"} {
		key, _ := l.key(name)
		secs = append(secs, section{name: name, key: key, cond: logic.Cond{Op: logic.OpProcedure}})
	}
	secs = append(secs, section{key: "INFECTION OF BONE", cond: logic.Cond{Op: logic.OpSecondary}}, section{key: "TWO STENTS"})
	const title = "Heart Valve or Lead Procedures with Major Device"
	for column, want := range map[string]string{
		"Inguinal and Femoral":                   `"INGUINAL AND FEMORAL HERNIA PROCEDURES"`,
		"Major Device":                           `"MAJOR DEVICE IMPLANT"`,
		"Major Device or SDX Infection":          `("MAJOR DEVICE IMPLANT" | "INFECTION OF BONE")`,
		"SDX of Infection":                       `"INFECTION OF BONE"`,
		"PDX of Infection":                       "", // it lists secondary ones
		"SDX of Inhalation Injury":               "", // it lists procedures
		"Stents":                                 "", // of how many?
		"Two Stents":                             `"TWO STENTS"`,
		"Both Infections":                        "",
		"None of Inhalation Injury":              "",
		"Only Inhalation Injury":                 "",
		"Inhalation Injury with Burns":           "",
		"No Heart Valve":                         "",
		"Heart Valve Procedures":                 "list",
		"2+ Major Devices":                       "",
		"3+ Major Device":                        `occurs(3, "MAJOR DEVICE IMPLANT")`,
		"2+ Major Device or Inhalation Injury":   "",
		"Left":                                   "", // of two
		"Major Device or Burns":                  "",
		"Non-Major Device":                       `"NON-MAJOR DEVICE IMPLANT"`,
		"Procedures":                             "",
		"Heart Valve with Major Device or Burns": "",
	} {
		p, ok := l.like(column, title, secs)
		require.Equal(t, want != "", ok, column)
		if ok {
			require.Equal(t, want, p.text(), column)
		}
	}
	_, ok := l.like("Heart Valve Procedures", title, append(secs, section{key: "SEPTAL PROCEDURES", unknown: true}))
	require.False(t, ok, "it may be meant")
}

func TestJoinedByTitle(t *testing.T) {
	l := loadLexicon()
	of := func(names ...string) (secs []section) {
		for _, n := range names {
			secs = append(secs, section{key: n})
		}
		return secs
	}
	title := "Percutaneous Coronary Atherectomy with Intraluminal Device"
	require.True(t, l.joinedByTitle(title, of("INTRALUMINAL DEVICE", "CORONARY ATHERECTOMY"), 0))
	require.False(t, l.joinedByTitle(title, of("INTRALUMINAL DEVICE", "CORONARY ATHERECTOMY"), 1))
	require.False(t, l.joinedByTitle(title, of("INTRALUMINAL DEVICE", "STENTS"), 0))
	require.False(t, l.joinedByTitle("Lithotripsy Except Stones with Device", of("DEVICE", "STONES"), 0))
	require.False(t, l.joinedByTitle("Lithotripsy or Stones with Device", of("DEVICE", "LITHOTRIPSY"), 0))
	require.False(t, l.joinedByTitle("Lithotripsy", of("DEVICE", "LITHOTRIPSY"), 0))
}

// The cells of a misprinted table are mended where the columns are its, too.
func TestMisprintedCells(t *testing.T) {
	c := &compiler{lex: loadLexicon(), m: &manual.Manual{}, errata: Errata()}
	r := manual.Row{DRG: 871, Cells: []string{"No", "Yes", "n/a"}}
	require.Equal(t, []string{"No", "No", "Yes"}, c.cells([]string{"ECMO", "MV >96 Hours", "MCC"}, r))
	require.Equal(t, r.Cells, c.cells([]string{"MV >96 Hours", "MCC", "CC"}, r))
	c.errata = nil
	require.Equal(t, r.Cells, c.cells([]string{"ECMO", "MV >96 Hours", "MCC"}, r))
}

// Only procedures can be counted.
func TestOccursOfDiagnoses(t *testing.T) {
	c := &compiler{lex: loadLexicon()}
	f := &familySource{sections: []section{{key: "STENTS", cond: logic.Cond{Op: logic.OpProcedure}}, {key: "BURNS", cond: logic.Cond{Op: logic.OpPrincipal}}}}
	for name, want := range map[string]bool{"STENTS": true, "BURNS": false} {
		_, ok := c.resolve(phrase{op: "occurs", n: 2, kids: []phrase{{op: "name", name: name}}}, f)
		require.Equal(t, want, ok, name)
	}
}
