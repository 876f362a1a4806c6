package risk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

// A program is what the main macro of a model's software (V2825T1M) says of the
// model: the variables it makes of a person and the categories, the lists of
// variables that each score adds up, and how a score becomes the final one. Its
// text form is in programs.txt, and is that of SAS where it can be.
type program struct {
	name   string            // "V2825T1M"
	parts  map[string]string // the macros it names, by parameter: HIERMAC V28115H1
	adjust []rule            // of the age (AGEF), before all else
	patch  []rule            // of categories (CC223), before the hierarchy
	lets   []rule            // of other variables, in the program's order
	scores []scoreDef
	odd    []string // statements not understood

	lists  map[string][]string // while it is read
	arrays map[string][]string
}

// A rule gives a variable a value.
type rule struct {
	name string
	expr *sas.Expr
}

// A scoreDef is a call of the macro SCOREVAR: the sum over a list of variables,
// each times the coefficient with the prefix before its name.
type scoreDef struct {
	name, prefix string
	list         []string
}

// isProgram recognises a main macro.
func isProgram(text []byte) bool {
	return programName.Match(text) && strings.Contains(string(text), "%&SCOREMAC")
}

var programName = regexp.MustCompile(`(?i)%MACRO\s+([VER]\d{4}\w+)\s*\(`)

// readProgram reads a main macro. Lists are those of the driver programs, which
// define the list of categories.
func readProgram(text []byte, lists map[string][]string) (*program, error) {
	statements, err := sas.Statements(text)
	if err != nil {
		return nil, err
	}
	p := &program{parts: map[string]string{}, lists: map[string][]string{}, arrays: map[string][]string{}}
	for name, list := range lists {
		p.lists[name] = list
	}
	inner := 0 // macros within the main one
	var before []*sas.Expr
	for _, s := range statements {
		switch {
		case s.Begins("%MACRO") && p.name == "":
			p.macro(s)
		case s.Begins("%MACRO"):
			inner++
		case s.Begins("%MEND"):
			inner--
		case inner > 0:
		case s.Begins("ELSE"):
			before = p.statement(sas.Statement{Line: s.Line, Tokens: s.Tokens[1:]}, before)
		default:
			before = p.statement(s, nil)
		}
	}
	if p.name == "" || len(p.scores) == 0 {
		return nil, fmt.Errorf("a program without scores: %w", medcode.ErrLayout)
	}
	p.lists, p.arrays = nil, nil
	return p, nil
}

func (p *program) macro(s sas.Statement) {
	p.name = s.Tokens[1].Text
	for key, value := range (sas.Statement{Tokens: s.Tokens[1:]}).Call() {
		if len(value) == 1 {
			p.parts[key] = value[0].Text
		}
	}
}

// What statements are about that say nothing of the model: declarations, the
// loop over records, output.
var machinery = map[string]bool{"LENGTH": true, "RETAIN": true, "MERGE": true, "BY": true, "LABEL": true, "DATA": true, "PROC": true,
	"OUTPUT": true, "RUN": true, "TITLE": true, "DO": true, "END": true, "SET": true, "FORMAT": true, "PUT": true, "STOP": true, "QUIT": true}

// And the variables of that kind.
var scratch = map[string]bool{"IND": true, "CC": true, "RRR": true, "RXCC": true, "I": true, "J": true, "AGEF_EDIT": true,
	"DF_DG": true, "DF_POSTG": true, "_TAGE": true, "_TSEX": true}

// statement takes a statement; before are the conditions of the IFs that it is
// the ELSE of, and the conditions for an ELSE behind it are returned.
func (p *program) statement(s sas.Statement, before []*sas.Expr) []*sas.Expr {
	t := s.Tokens
	if len(t) == 0 || machinery[t[0].Text] {
		return nil
	}
	if name, words, ok := s.Let(); ok {
		p.lists[name] = p.expand(words)
		return nil
	}
	if args := s.Call(); t[0].Text[0] == '%' && args["PVAR"] != nil && args["CPREF"] != nil {
		p.score(s) // %&SCOREMAC, or SCOREVAR by its name
		return nil
	}
	switch t[0].Text {
	case "%INTER":
		args := s.Call()
		for _, v := range p.expand(args["RLIST"]) {
			for _, w := range p.expand(args["PVAR"]) {
				p.let(w+"_"+v, sas.Call("*", sas.Var(w), sas.Var(v)))
			}
		}
		return nil
	case "ARRAY":
		if close := slices.IndexFunc(t, func(x sas.Token) bool { return x.Is(")") }); close > 0 && len(t) > 3 {
			p.arrays[t[1].Text] = p.expand(t[close+1:])
		} else if len(t) > 2 {
			p.arrays[t[1].Text] = p.expand(t[2:])
		}
		return nil
	case "IF":
		return p.branch(s, before)
	}
	if strings.HasPrefix(t[0].Text, "%") {
		return nil
	}
	p.assign(s, t, nil)
	return nil
}

func (p *program) branch(s sas.Statement, before []*sas.Expr) []*sas.Expr {
	then := slices.IndexFunc(s.Tokens, func(t sas.Token) bool { return t.Is("THEN") })
	if then < 0 {
		p.odd = append(p.odd, s.String())
		return nil
	}
	action := s.Tokens[then+1:]
	if len(action) < 2 || machinery[action[0].Text] || action[0].Text[0] == '%' {
		return nil
	}
	cond, err := sas.Parse(s.Tokens[1:then])
	if err != nil {
		p.odd = append(p.odd, s.String())
		return nil
	}
	for name := range variables(cond) {
		if scratch[name] {
			return nil
		}
	}
	all := cond
	for _, b := range before {
		all = sas.Call("AND", all, sas.Call("NOT", b))
	}
	p.assign(s, action, all)
	return append(before, cond)
}

// assign takes an assignment, under a condition if there is one.
func (p *program) assign(s sas.Statement, t []sas.Token, cond *sas.Expr) {
	name, index, rest := t[0].Text, "", t[1:]
	if len(t) > 5 && t[1].Is("(") && t[3].Is(")") {
		index, rest = t[2].Text, t[4:]
	}
	if t[0].Kind != sas.Ident || len(rest) < 2 || !rest[0].Is("=") {
		p.odd = append(p.odd, s.String())
		return
	}
	if scratch[name] || slices.ContainsFunc(rest, func(t sas.Token) bool { return t.Is("INTCK") }) {
		return
	}
	e, err := sas.Parse(rest[1:])
	if err != nil {
		p.odd = append(p.odd, s.String())
		return
	}
	items, isArray := p.arrays[name]
	switch zero := e.Call == "" && e.Name == "" && e.Num == 0; {
	case isArray && zero: // set to 0 where there are no diagnoses
	case isArray && index != "":
		for i, item := range items {
			p.let(item, replaced(e, index, sas.Num(float64(i+1))))
		}
	default:
		p.put(name, p.arrayed(e), cond)
	}
}

// arrayed returns e with the items in the place of OF array(*).
func (p *program) arrayed(e *sas.Expr) *sas.Expr {
	c := *e
	c.Args = nil
	for _, a := range e.Args {
		if a.Call != "OF" {
			c.Args = append(c.Args, p.arrayed(a))
			continue
		}
		for _, item := range p.arrays[a.Args[0].Name] {
			c.Args = append(c.Args, sas.Var(item))
		}
	}
	return &c
}

func (p *program) put(name string, e *sas.Expr, cond *sas.Expr) {
	switch {
	case name == "AGEF":
		if cond != nil {
			e = sas.Call("IF", cond, e, sas.Var(name))
		}
		p.adjust = append(p.adjust, rule{name, e})
	case categoryName.MatchString(name) && strings.Contains(name, "CC") && !strings.Contains(name, "HCC"):
		if cond != nil {
			e = sas.Call("IF", cond, e, sas.Var(name))
		}
		p.patch = append(p.patch, rule{name, e})
	case cond != nil:
		p.let(name, sas.Call("IF", cond, e, sas.Var(name)))
	default:
		p.let(name, e)
	}
}

// let adds a rule. One that names its own variable, as a condition does, takes
// in the one before; where there is none before, as with a score that is
// multiplied by a factor of 1, it says nothing.
func (p *program) let(name string, e *sas.Expr) {
	i := slices.IndexFunc(p.lets, func(r rule) bool { return r.name == name })
	if variables(e)[name] {
		if i < 0 {
			return
		}
		e = replaced(e, name, p.lets[i].expr)
	}
	if i >= 0 {
		p.lets = slices.Delete(p.lets, i, i+1)
	}
	p.lets = append(p.lets, rule{name, e})
}

func (p *program) score(s sas.Statement) {
	args := s.Call()
	d := scoreDef{list: p.expand(args["RLIST"])}
	if v := args["PVAR"]; len(v) == 1 {
		d.name = v[0].Text
	}
	if v := args["CPREF"]; len(v) == 1 {
		d.prefix = v[0].Text
	}
	if d.name == "" || d.prefix == "" || len(d.list) == 0 {
		p.odd = append(p.odd, s.String())
		return
	}
	p.scores = append(p.scores, d)
}

// expand returns the words of a list, those of other lists in the place of
// their names, and D1 to D9 in that of D1-D9.
func (p *program) expand(words []sas.Token) []string {
	var all []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w.Kind != sas.Ident:
		case w.Text[0] == '&':
			list, ok := p.lists[w.Text[1:]]
			if !ok {
				list = []string{w.Text}
			}
			all = append(all, list...)
		case i+2 < len(words) && words[i+1].Is("-"):
			all = append(all, between(w.Text, words[i+2].Text)...)
			i += 2
		default:
			all = append(all, w.Text)
		}
	}
	return all
}

// between returns the names D1, D2 … D9 of D1 and D9.
func between(first, last string) []string {
	stem := strings.TrimRight(first, "0123456789")
	a, err := strconv.Atoi(first[len(stem):])
	b, err2 := strconv.Atoi(strings.TrimPrefix(last, stem))
	if err != nil || err2 != nil || b-a > 1000 {
		return []string{first, last}
	}
	var all []string
	for ; a <= b; a++ {
		all = append(all, stem+strconv.Itoa(a))
	}
	return all
}

// readLists returns the lists that a driver program defines.
func readLists(text []byte) map[string][]string {
	statements, err := sas.Statements(text)
	if err != nil {
		return nil
	}
	p := &program{lists: map[string][]string{}}
	for _, s := range statements {
		if name, words, ok := s.Let(); ok {
			p.lists[name] = p.expand(words)
		}
	}
	return p.lists
}

// variables returns the names in e.
func variables(e *sas.Expr) map[string]bool {
	all := map[string]bool{}
	var walk func(*sas.Expr)
	walk = func(e *sas.Expr) {
		if e.Name != "" {
			all[e.Name] = true
		}
		for _, a := range e.Args {
			walk(a)
		}
	}
	walk(e)
	return all
}

// replaced returns e with another expression in the place of a variable.
func replaced(e *sas.Expr, name string, by *sas.Expr) *sas.Expr {
	if e.Call == "" {
		if e.Name == name {
			return by
		}
		return e
	}
	c := &sas.Expr{Call: e.Call}
	for _, a := range e.Args {
		c.Args = append(c.Args, replaced(a, name, by))
	}
	return c
}

// MarshalText writes a program down: the form that UnmarshalText reads.
func (p *program) MarshalText() ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "program %s\n", p.name)
	for _, key := range []string{"FMNAME0", "AGEFMT0", "SEXFMT0", "AGESEXMAC", "EDITMAC0", "LABELMAC", "HIERMAC"} {
		if v := p.parts[key]; v != "" {
			fmt.Fprintf(&b, "part %s %s\n", key, v)
		}
	}
	for _, k := range []struct {
		kind  string
		rules []rule
	}{{"adjust", p.adjust}, {"patch", p.patch}, {"let", p.lets}} {
		for _, r := range k.rules {
			fmt.Fprintf(&b, "%s %s = %v\n", k.kind, r.name, r.expr)
		}
	}
	for _, s := range p.scores {
		fmt.Fprintf(&b, "score %s %s %s\n", s.name, s.prefix, strings.Join(s.list, " "))
	}
	return []byte(b.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (p *program) UnmarshalText(text []byte) error {
	n := program{parts: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		f := strings.Fields(rest)
		switch {
		case kind == "program" && len(f) == 1:
			n.name = f[0]
		case kind == "part" && len(f) == 2:
			n.parts[f[0]] = f[1]
		case kind == "score" && len(f) > 2:
			n.scores = append(n.scores, scoreDef{f[0], f[1], f[2:]})
		case (kind == "adjust" || kind == "patch" || kind == "let") && len(f) > 2 && f[1] == "=":
			_, body, _ := strings.Cut(rest, "=")
			e, err := sas.ParseText(body)
			if err != nil {
				return err
			}
			to := map[string]*[]rule{"adjust": &n.adjust, "patch": &n.patch, "let": &n.lets}[kind]
			*to = append(*to, rule{f[0], e})
		default:
			return fmt.Errorf("%q: no line of a program: %w", line, medcode.ErrSyntax)
		}
	}
	*p = n
	return nil
}
