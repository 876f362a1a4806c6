package compile

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

func TestLexiconIsSound(t *testing.T) {
	l := loadLexicon()
	kinds := map[string]bool{"": true, "list": true, "note": true, "any-or": true, "extensive": true, "not-principal-of": true, "codes-of": true, "status": true, "any": true, "rest": true}
	roles := map[string]bool{"": true, "codes": true, "procedure": true, "principal": true, "secondary": true, "either": true, "any-or-except": true, "only-procedure": true, "not-principal": true, "only-secondary": true, "across": true}
	for text, m := range l.headings {
		require.True(t, kinds[m.kind], "%s: kind %q", text, m.kind)
		require.True(t, roles[m.role], "%s: role %q", text, m.role)
		require.Equal(t, normal(text), text, "not as wordings are compared")
	}
	sections := func(p phrase) {
		p.names(func(s string) {
			if s != "" {
				require.True(t, l.headings[s].section, "%q is no section", s)
			}
		})
	}
	for _, c := range l.columns {
		sections(c.expr)
	}
	for _, p := range l.joins {
		sections(p)
	}
}

func TestLexiconErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"[headings]\nA list of codes", "lexicon.txt:2: want wording = meaning"},
		{"[headings]\nA = note\n\nA = any", `lexicon.txt:4: a wording with two meanings: "A"`},
		{"[chapter]\nA = note", `unknown block "chapter"`},
		{"A = note", `unknown block ""`},
		{"[columns]\nA = \"B", `unknown word "\""`},
		{"[columns]\nA = list ; cell B", `unknown limit "cell B"`},
		{"[joins]\n\"A\" or \"B\"", "text behind the expression"},
		{"[titles]\nLEFT = status seven", "invalid syntax"},
	}
	for _, tt := range tests {
		_, err := parseLexicon(tt.text)
		require.ErrorContains(t, err, tt.want)
	}
}

func TestWording(t *testing.T) {
	tests := []struct {
		text, key string
		drgs      []int
	}{
		{"Operating  Room\tProcedures ", "OPERATING ROOM PROCEDURES", nil},
		{"Principal Diagnosis not assigned to DRGs 011, 012 or 013", "PRINCIPAL DIAGNOSIS NOT ASSIGNED TO DRGS #", []int{11, 12, 13}},
		{"Operating Room Procedures not listed in DRGs 987 thru 989", "OPERATING ROOM PROCEDURES NOT LISTED IN DRGS #", []int{987, 988, 989}},
		{"not listed in DRGS 820-822", "NOT LISTED IN DRGS #", []int{820, 821, 822}},
		{"not assigned to DRG 789 through 793 or 795", "NOT ASSIGNED TO DRG #", []int{789, 790, 791, 792, 793, 795}},
		{"SELECT DRG 321 OVER DRG 322", "SELECT DRG # OVER DRG #", []int{321, 322}},
		{"Any Principal Diagnosis in MDC 4", "ANY PRINCIPAL DIAGNOSIS IN MDC #", nil},
		{"PRINCIPAL DIAGNOSIS FROM MDC 18 EXCEPT", "PRINCIPAL DIAGNOSIS FROM MDC # EXCEPT", nil},
		{"All procedures not listed in Appendix F, DRGs 987 through 989", "ALL PROCEDURES NOT LISTED IN APPENDIX F, DRGS #", []int{987, 988, 989}},
		{"THE DRG", "THE DRG", nil},
		{"THE DRGS", "THE DRGS", nil},
		{"DRG FOR", "DRG FOR", nil},
		{"", "", nil},
	}
	for _, tt := range tests {
		key, drgs := wording(tt.text)
		require.Equal(t, tt.key, key)
		require.Equal(t, tt.drgs, drgs, tt.text)
	}
}

func TestNumberList(t *testing.T) {
	tests := []struct {
		text    string
		numbers []int
		rest    string
	}{
		{"011, 012 OR 013", []int{11, 12, 13}, ""},
		{"820-822 AND", []int{820, 821, 822}, " AND"},
		{"987 THROUGH 989.", []int{987, 988, 989}, "."},
		{"5-3", []int{5, 3}, ""},
		{"1000", nil, "1000"},
		{"1, 99999999999999999999", []int{1}, ", 99999999999999999999"},
		{"- 3", nil, "- 3"},
		{"", nil, ""},
	}
	for _, tt := range tests {
		numbers, n := numberList(tt.text)
		require.Equal(t, tt.numbers, numbers, tt.text)
		require.Equal(t, tt.rest, tt.text[n:], tt.text)
	}
}

// text writes a phrase with all its brackets.
func (p phrase) text() string {
	var kids []string
	for _, k := range p.kids {
		kids = append(kids, k.text())
	}
	switch p.op {
	case "name":
		return `"` + p.name + `"`
	case "&", "|":
		return "(" + strings.Join(kids, " "+p.op+" ") + ")"
	case "!":
		return "!" + kids[0]
	case "atleast", "occurs", "sum":
		return fmt.Sprintf("%s(%d, %s)", p.op, p.n, strings.Join(kids, ", "))
	case "extensive":
		return "extensive(" + strings.Join(kids, ", ") + ")"
	case "severity":
		return "severity " + p.name
	}
	return p.op
}

func TestPhrase(t *testing.T) {
	tests := []struct{ in, want string }{
		{`"A"`, `"A"`},
		{`"A" | "B" & "C"`, `("A" | ("B" & "C"))`},
		{`("A"|"B")&!"C"`, `(("A" | "B") & !"C")`},
		{`list | "A & (B), C"`, `(list | "A & (B), C")`},
		{`atleast(2, "A", "B"&"C", list)`, `atleast(2, "A", ("B" & "C"), list)`},
		{`occurs(3,"A")`, `occurs(3, "A")`},
		{`sum(4, "A", "B") | sum(4, "C")`, `(sum(4, "A", "B") | sum(4, "C"))`},
		{`"A" & extensive("B")`, `("A" & extensive("B"))`},
		{`severity CC or MCC`, `severity CC or MCC`},
		{`!!any`, `!!any`},
		{`alive`, `alive`},
	}
	for _, tt := range tests {
		p, err := parsePhrase(tt.in)
		require.NoError(t, err, tt.in)
		require.Equal(t, tt.want, p.text())
	}
	for _, bad := range []string{``, `"A`, `""`, `A`, `"A" "B"`, `"A" &`, `| "A"`, `("A"`, `!`, `atleast`, `atleast 2`, `atleast(two, "A")`, `atleast(2 "A")`, `occurs(2, )`, `occurs(2, "A" "B")`, `sum(2, "A"`, `extensive()`} {
		_, err := parsePhrase(bad)
		require.Error(t, err, bad)
	}
}

func FuzzPhrase(f *testing.F) {
	for _, c := range loadLexicon().joins {
		f.Add(c.text())
	}
	f.Add(`atleast(2, "A", !("B" | list)) & any`)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePhrase(s)
		if err != nil || p.op == "severity" {
			return
		}
		again, err := parsePhrase(p.text())
		require.NoError(t, err, p.text())
		require.Equal(t, p.text(), again.text())
	})
}

func TestTitled(t *testing.T) {
	l := loadLexicon()
	for title, want := range map[string]string{
		"Alcohol, Drug Abuse or Dependence, Left AMA":                                 "status",
		"Acute Leukemia without Major O.R. Procedures":                                "before-unrelated",
		"Neonate with Other Significant Problems":                                     "rest",
		"Neonates, Died or  Transferred to\tAnother Acute Care Facility / Neonates …": "status",
		"Diseases and Disorders of the Male Reproductive System":                      "",
		"Cleft Ama": "",
	} {
		r, _ := l.titled(l.titles, title)
		require.Equal(t, want, r.meaning, title)
	}
	r, ok := l.titled(l.chapters, "Diseases and Disorders of the Female Reproductive System")
	require.True(t, ok)
	require.Equal(t, "female", r.meaning, "not the male one, whose words end hers")
}

// condition writes what headings and their codes ask for. Codes that begin with
// D are diagnoses, those that begin with P procedures.
func condition(tb testing.TB, lines ...string) string {
	c := &compiler{m: &manual.Manual{}, lex: loadLexicon(), l: &logic.Logic{},
		clusterIDs: map[string]uint16{}, familyOf: map[int]*familySource{}}
	var body []manual.Heading
	for i, line := range lines {
		text, list, _ := strings.Cut(line, ": ")
		h := manual.Heading{Text: text, Place: manual.Place{Line: int32(i + 1)}}
		for _, code := range strings.Fields(list) {
			if code[0] == 'D' {
				c.codes.mark(code, diagnosis)
			} else {
				c.codes.mark(code, procedure)
			}
			h.Items = append(h.Items, manual.Item{Code: code})
		}
		body = append(body, h)
	}
	f := &familySource{Family: &logic.Family{}, sections: c.sections(body, 1)}
	base := c.base(f, manual.Place{})
	require.Empty(tb, c.diags)
	return condText(c.l, &base)
}

// text writes a condition with the codes of its lists.
func condText(l *logic.Logic, k *logic.Cond) string {
	codes := ""
	for _, id := range k.Lists {
		for _, w := range l.Lists[id].Codes {
			codes += " " + codeword.Word(w).String()
		}
	}
	codes = strings.TrimSpace(codes)
	var kids []string
	for i := range k.Kids {
		kids = append(kids, condText(l, &k.Kids[i]))
	}
	switch k.Op {
	case logic.OpTrue:
		return "always"
	case logic.OpAnd:
		return "(" + strings.Join(kids, " and ") + ")"
	case logic.OpOr:
		return "(" + strings.Join(kids, " or ") + ")"
	case logic.OpNot:
		return "not " + kids[0]
	case logic.OpAtLeast:
		return fmt.Sprintf("%d of (%s)", k.N, strings.Join(kids, ", "))
	case logic.OpStatus:
		return fmt.Sprint("status", k.Set)
	}
	names := map[logic.Op]string{logic.OpPrincipal: "pdx", logic.OpSecondary: "sdx", logic.OpEither: "dx", logic.OpProcedure: "px", logic.OpAnyOR: "or-except", logic.OpExtensive: "extensive-except", logic.OpOnlySecondary: "only", logic.OpAcross: "across"}
	return names[k.Op] + "[" + codes + "]"
}

// How lists go together, as the manual words it.
func TestJoin(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"one list", []string{"PRINCIPAL DIAGNOSIS: D1"}, "pdx[D1]"},
		{"procedures of both kinds", []string{"OPERATING ROOM PROCEDURES: P1", "NON-OPERATING ROOM PROCEDURES: P2", "OR OPERATING ROOM PROCEDURES: P3"}, "px[P1 P2 P3]"},
		{"diagnoses and procedures", []string{"OPERATING ROOM PROCEDURES: P1", "PRINCIPAL DIAGNOSIS: D1"}, "(px[P1] and pdx[D1])"},
		{"650: and procedures", []string{"OPERATING ROOM PROCEDURES: P1", "AND NON-OPERATING ROOM PROCEDURES: P2"}, "(px[P1] and px[P2])"},
		{"082: and binds tighter than or", []string{"PRINCIPAL DIAGNOSIS: D1", "OR PRINCIPAL DIAGNOSIS: D2", "AND SECONDARY DIAGNOSIS: D3"}, "(pdx[D1] or (pdx[D2] and sdx[D3]))"},
		{"177: with", []string{"PRINCIPAL DIAGNOSIS: D1", "with SECONDARY DIAGNOSIS: D2", "or PRINCIPAL DIAGNOSIS: D3"}, "((pdx[D1] and sdx[D2]) or pdx[D3])"},
		{"408: without goes to the last list", []string{"OPERATING ROOM PROCEDURES: P1", "NON-OPERATING ROOM PROCEDURES: P2", "OR OPERATING ROOM PROCEDURES: P3", "WITHOUT", "OPERATING ROOM PROCEDURES: P4"}, "(px[P1 P2] or (px[P3] and not px[P4]))"},
		{"786: without", []string{"OPERATING ROOM PROCEDURES: P1", "WITHOUT", "OPERATING ROOM PROCEDURES: P2"}, "(px[P1] and not px[P2])"},
		{"673: and procedures to all the diagnoses before", []string{"OPERATING ROOM PROCEDURES: P1", "OR PRINCIPAL DIAGNOSIS: D1", "OR PRINCIPAL DIAGNOSIS: D2", "WITH SECONDARY DIAGNOSIS: D3", "AND NON-OPERATING ROOM PROCEDURES: P2", "OR PRINCIPAL DIAGNOSIS: D4", "AND NON-OPERATING ROOM PROCEDURES: P3"},
			"(px[P1] or ((pdx[D1] or (pdx[D2] and sdx[D3])) and px[P2]) or (pdx[D4] and px[P3]))"},
		{"796: delivery and sterilization", []string{"SECONDARY DIAGNOSIS: D1", "AND OPERATING ROOM PROCEDURES: P1", "NON-OPERATING ROOM PROCEDURES: P2", "AND OPERATING ROOM PROCEDURES: P3", "OR OPERATING ROOM PROCEDURES: P4"},
			"(sdx[D1] and px[P1 P2] and px[P3 P4])"},
		{"768: any but these", []string{"SECONDARY DIAGNOSIS: D1", "DELIVERY", "OPERATING ROOM PROCEDURES: P1", "NON-OPERATING ROOM PROCEDURES: P2", "WITH ANY OPERATING ROOM PROCEDURES EXCEPT: P3"},
			"(sdx[D1] and (px[P1 P2] and or-except[P3]))"},
		{"945: two conditions", []string{"PRINCIPAL DIAGNOSIS: D1", "OR", "FIRST CONDITION -  ANY MDC 23 PRINCIPAL DIAGNOSIS EXCEPT: D2", "SECOND CONDITION -  REHABILITATION PROCEDURES: P1"}, "(pdx[D1] or (not pdx[D2] and px[P1]))"},
		{"853: principal diagnosis except", []string{"PRINCIPAL DIAGNOSIS FROM MDC 18 EXCEPT: D1", "ANY OPERATING ROOM PROCEDURE"}, "(not pdx[D1] and or-except[])"},
		{"974: on different sides", []string{"PRINCIPAL OR SECONDARY DIAGNOSIS OF HIV INFECTION: D1", "AND", "PRINCIPAL OR SECONDARY DIAGNOSIS OF MAJOR RELATED CONDITION: D2"}, "(dx[D1] and across[D1 D2])"},
		{"795: only these", []string{"PRINCIPAL DIAGNOSIS: D1", "AND NO SECONDARY DIAGNOSES", "OR ONLY SECONDARY DIAGNOSES: D2"}, "(pdx[D1] and only[D2 D1])"},
		{"789: statuses", []string{"DISCHARGE STATUS", "02 = Short term hospital", "20 = Expired (Died)"}, "status[2 20]"},
		{"981: all but", []string{"OPERATING ROOM PROCEDURES", "All other operating room procedures not listed for DRGs 987 through 989"}, "extensive-except[]"},
		{"987: only these", []string{"ONLY OPERATING ROOM PROCEDURES: P1"}, "(or-except[] and not or-except[P1])"},
		{"212: three sections", []string{"THREE CONDITIONS MUST BE MET", "AORTIC VALVE PROCEDURES: P1", "MITRAL VALVE PROCEDURES: P2", "CONCOMITANT OPERATING ROOM PROCEDURES: P3", "CONCOMITANT NON-OPERATING ROOM PROCEDURES: P4"}, "(px[P1] and px[P2] and px[P3 P4])"},
		{"011: sections joined by the lexicon", []string{"PRINCIPAL DIAGNOSIS: D1", "AND", "TRACHEOSTOMY FOR FACE,MOUTH & NECK DIAGNOSES", "OPERATING ROOM PROCEDURES: P1", "OR NON-OPERATING ROOM PROCEDURES: P2", "LARYNGECTOMY", "OPERATING ROOM PROCEDURES: P3"}, "((pdx[D1] and px[P1 P2]) or px[P3])"},
		{"461: two of the sites", []string{"RIGHT HIP: P1", "LEFT HIP: P2", "RIGHT KNEE: P3", "LEFT KNEE: P4", "RIGHT ANKLE: P5", "LEFT ANKLE: P6"}, "2 of (px[P1], px[P2], px[P3], px[P4], px[P5], px[P6])"},
		{"933: burns", []string{"EXTENSIVE BURNS: D1", "FULL THICKNESS BURNS: D2", "MECHANICAL VENTILATION >96 HOURS: P1"}, "(dx[D1] or (dx[D2] and px[P1]))"},
		{"456: one of, with one of", []string{"SPINAL CURVATURE / MALIGNANCY / INFECTION", "PRINCIPAL DIAGNOSIS: D1", "OR SECONDARY DIAGNOSIS: D2", "EXTENSIVE FUSIONS", "OPERATING ROOM PROCEDURES: P1", "One of: P2", "with one of: P3"}, "((pdx[D1] or sdx[D2]) or (px[P1] or (px[P2] and px[P3])))"},
		{"no list at all", []string{"PRINCIPAL DIAGNOSIS IN MDC 20"}, "always"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, condition(t, tt.lines...)) })
	}
}

func TestErrata(t *testing.T) {
	tests := []struct {
		versions, version string
		holds             bool
	}{
		{"*", "36", true},
		{"-40", "40", true},
		{"-40", "41", false},
		{"42-", "41.1", false},
		{"42-", "42", true},
		{"42-42.1", "42.1", true},
		{"42-42.1", "43", false},
		{"41.1-", "41", false},
		{"41.1-", "41.1", true},
		{"9-", "36", true},
	}
	for _, tt := range tests {
		e := logic.Erratum{Versions: tt.versions}
		require.Equal(t, tt.holds, e.Holds(tt.version), "%s in %s", tt.version, tt.versions)
	}
	for text, want := range map[string]string{
		"versions: *":               "errata.txt:1: want key: value",
		"[a]\nversions":             "errata.txt:2: want key: value",
		"# note\n\n[a]\nversion: *": `errata.txt:4: unknown key "version"`,
		"[a]\nversions: *\nchange:": "errata.txt:3: want key: value",
		"[a]\nchange: hoist":        "errata.txt:2: want a number",
	} {
		_, err := parseErrata(text)
		require.ErrorContains(t, err, want)
	}
	got := Errata()
	got[0].Name = "changed"
	require.NotEqual(t, "changed", Errata()[0].Name, "the caller has a copy")
}

func TestBadChanges(t *testing.T) {
	for change, want := range map[string]string{
		"hoist":                   `want a number behind "hoist"`,
		"hoist 650 652":           `"652" behind "hoist"`,
		"dance 001":               `unknown change "dance"`,
		"count 001 A 02703DZ":     "want count DRG section codes",
		`count 001 "A" "B" "C" X`: "want count DRG section codes",
		`also 001 "A" "B" 0`:      "",
		`also 001 "A" "B"`:        "want also DRG section codes",
		"within 001 A":            `"A" behind "within"`,
		"within 001":              "want within DRG sections",
		`unasked 001 "A`:          "a quote without its end",
		"label 001":               "want label DRG labels",
		"label 001 some":          "want label DRG none or label DRG all",
		"before 805 817 x":        `no DRG: "x"`,
		"before 805":              "want before DRG drgs",
		"keep-code":               "want keep-code DRG codes",
		"cells 229 | MCC No = No": "",
		"unlisted 040 00H64MZ+A":  "",
	} {
		_, err := parseChange(change)
		if want == "" {
			require.NoError(t, err, change)
		} else {
			require.ErrorContains(t, err, want, change)
		}
	}
	x, err := parseChange("cells 229 | MCC No | CC Yes = No | n/a")
	require.NoError(t, err)
	require.Equal(t, logic.Change{Kind: "cells", N: 229, Row: "MCC No | CC Yes", Cells: []string{"No", "n/a"}}, x)
	c := &compiler{m: &manual.Manual{}, l: &logic.Logic{}, familyOf: map[int]*familySource{1: {Family: &logic.Family{}}}}
	require.False(t, c.change(&logic.Change{Kind: "hoist", N: 999}, 0), "a DRG that the version doesn't have")
}

// Each meaning that a heading can have stands in the page on the grammar.
func TestGrammarHasMeanings(t *testing.T) {
	page, err := os.ReadFile("../../manual/GRAMMAR.md")
	require.NoError(t, err)
	for _, kind := range kindMeanings {
		if kind != "" && kind != "list" {
			require.Contains(t, string(page), "| `"+kind+"` | ")
		}
	}
	for _, role := range listRoles {
		require.Contains(t, string(page), "| `list "+role+"` | ")
	}
}
