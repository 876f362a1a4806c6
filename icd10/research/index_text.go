package research

import (
	"bytes"
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
)

//go:embed indices/*.txt
var indexFiles embed.FS

// IndexNames returns the names of the indices that are compiled into the
// package, in alphabetical order.
func IndexNames() []string {
	files, err := indexFiles.ReadDir("indices")
	if err != nil {
		panic(err) // they are part of the package and of its tests
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".txt"))
	}
	return names
}

// CompiledIndex returns an index by its name. The error lists the names.
func CompiledIndex(name string) (*Index, error) {
	text, err := indexFiles.ReadFile("indices/" + name + ".txt")
	if err != nil {
		return nil, fmt.Errorf("comorbidity index %q: want one of %s: %w", name, strings.Join(IndexNames(), ", "), medcode.ErrNoFile)
	}
	return ParseIndex(text)
}

// ParseIndex reads an index from its text. A line has fields between tabs, of
// which the first says what it is; empty lines and those from # are none.
//
//	index	charlson-quan                      its name
//	title	Charlson index, coded by Quan      its name in words
//	source	Quan H, …                          the paper, or more in more lines
//	principal	excluded                   or counts
//	weights	charlson1987 quan2011              names of one or more sets of weights
//	condition	chf	1 2	heart failure  short name, points by each, name
//	ICD-9-CM	428 4254-4259              its codes in one system
//	ICD-10	I50 I425-I429 =D89                 and in the other
//	ICD-10-PCS	02YA0Z0                    procedures that are it too
//	ICD-9-CM procedure	3751               and in the other system
//	drops	liver_severe	liver_mild         the first takes the place of the others
//
// A code stands for all codes that begin so; behind = for itself alone. A range
// runs over codes of one letter, or over numbers; all that begin as its last
// code are in it. The codes of ICD-10 are those of ICD-10-CM too. Errors name the
// line.
func ParseIndex(text []byte) (*Index, error) {
	x := new(Index)
	if err := x.UnmarshalText(text); err != nil {
		return nil, err
	}
	return x, nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]; see [ParseIndex].
func (x *Index) UnmarshalText(text []byte) error {
	n := Index{prefixes: map[Code]ConditionSet{}, exact: map[Code]ConditionSet{}, shortest: 7}
	for i, line := range source.Lines(text) {
		s := strings.TrimRight(string(line), " \t\r")
		if s == "" || s[0] == '#' {
			continue
		}
		f := strings.Split(s, "\t")
		if err := n.line(f[0], f[1:]); err != nil {
			return &medcode.FileError{File: "comorbidity index " + n.name, Line: i, Text: s, Err: err}
		}
	}
	switch {
	case n.name == "":
		return fmt.Errorf("comorbidity index: no line of its name: %w", medcode.ErrLayout)
	case len(n.weightNames) == 0 || len(n.conditions) == 0:
		return fmt.Errorf("comorbidity index %s: no weights or no conditions: %w", n.name, medcode.ErrLayout)
	case len(n.prefixes)+len(n.exact) == 0:
		return fmt.Errorf("comorbidity index %s: no codes: %w", n.name, medcode.ErrLayout)
	}
	if n.title == "" {
		n.title = n.name
	}
	n.held[ICD10] = n.held[ICD10CM]
	*x = n
	return nil
}

func (x *Index) line(kind string, f []string) error {
	if len(f) == 0 {
		return fmt.Errorf("nothing behind %q: want fields between tabs: %w", kind, medcode.ErrSyntax)
	}
	switch kind {
	case "index":
		x.name = f[0]
	case "title":
		x.title = f[0]
	case "source":
		x.source = strings.TrimLeft(x.source+"; "+f[0], "; ")
	case "principal":
		if f[0] != "counts" && f[0] != "excluded" {
			return fmt.Errorf("principal %q: want counts or excluded: %w", f[0], medcode.ErrSyntax)
		}
		x.principal = f[0] == "counts"
	case "weights":
		x.weightNames = strings.Fields(f[0])
	case "condition":
		return x.condition(f)
	case "ICD-10":
		return x.codes(ICD10CM, strings.Fields(f[0]))
	case "ICD-9-CM", "ICD-9-CM procedure", "ICD-10-PCS":
		system, err := ParseSystem(kind)
		if err != nil {
			return err
		}
		return x.codes(system, strings.Fields(f[0]))
	case "drops":
		return x.drop(f)
	default:
		return fmt.Errorf("a line of kind %q: %w", kind, medcode.ErrLayout)
	}
	return nil
}

func (x *Index) condition(f []string) error {
	if len(f) != 3 {
		return fmt.Errorf("%d fields: want a short name, points and a name: %w", len(f), medcode.ErrSyntax)
	}
	if x.place(f[0]) >= 0 {
		return fmt.Errorf("condition %q a second time: %w", f[0], medcode.ErrLayout)
	}
	if len(x.conditions) == mostConditions {
		return fmt.Errorf("more than %d conditions: %w", mostConditions, medcode.ErrLayout)
	}
	c := Condition{Short: f[0], Name: f[2]}
	for word := range strings.FieldsSeq(f[1]) {
		p, err := strconv.ParseFloat(word, 64)
		if err != nil || !(p > -1000 && p < 1000) {
			return fmt.Errorf("points %q: want a number under 1000: %w", word, medcode.ErrSyntax)
		}
		milli := math.Round(p * 1000)
		if math.Abs(p*1000-milli) > 1e-6 {
			return fmt.Errorf("points %q: want three decimals at most: %w", word, medcode.ErrSyntax)
		}
		c.Points, c.milli = append(c.Points, p), append(c.milli, int(milli))
	}
	if len(c.Points) != len(x.weightNames) {
		return fmt.Errorf("%d points for %d weights: %w", len(c.Points), len(x.weightNames), medcode.ErrLayout)
	}
	x.conditions = append(x.conditions, c)
	return nil
}

func (x *Index) place(short string) int {
	return slices.IndexFunc(x.conditions, func(c Condition) bool { return c.Short == short })
}

func (x *Index) drop(f []string) error {
	if len(f) < 2 {
		return fmt.Errorf("want a condition and those that it takes the place of: %w", medcode.ErrSyntax)
	}
	severer := x.place(f[0])
	for _, name := range f[1:] {
		milder := x.place(name)
		if severer < 0 || milder < 0 || milder == severer {
			return fmt.Errorf("%q and %q aren't two conditions above this line: %w", f[0], name, medcode.ErrLayout)
		}
		x.drops = append(x.drops, drop{severer, milder})
	}
	return nil
}

func (x *Index) codes(s System, items []string) error {
	last := len(x.conditions) - 1
	if last < 0 {
		return fmt.Errorf("codes before a condition: %w", medcode.ErrLayout)
	}
	for _, item := range items {
		if text, ok := strings.CutPrefix(item, "="); ok {
			c, err := prefixCode(s, text)
			if err != nil {
				return err
			}
			set := x.exact[c]
			set.add(last)
			x.exact[c] = set
			continue
		}
		texts, err := codeTexts(item)
		if err != nil {
			return err
		}
		for _, text := range texts {
			c, err := prefixCode(s, text)
			if err != nil {
				return err
			}
			set := x.prefixes[c]
			set.add(last)
			x.prefixes[c] = set
			x.shortest, x.longest = min(x.shortest, len(text)), max(x.longest, len(text))
		}
	}
	x.held[s] = true
	x.conditions[last].lists = append(x.conditions[last].lists, codeList{s, items})
	return nil
}

// prefixCode returns the beginning of a code, which need not be one itself.
func prefixCode(s System, text string) (Code, error) {
	bad := len(text) == 0 || len(text) > 7
	for i := range len(text) {
		bad = bad || !codeword.IsDigit(text[i]) && !codeword.IsUpper(text[i])
	}
	if bad {
		return Code{}, fmt.Errorf("code %q: want one to seven capitals and digits, without a dot: %w", text, medcode.ErrSyntax)
	}
	return withSystem(codeword.Pack(text), s), nil
}

// codeTexts returns the codes of an item, a range expanded.
func codeTexts(item string) ([]string, error) {
	first, last, isRange := strings.Cut(item, "-")
	if !isRange {
		return []string{first}, nil
	}
	digits := func(s string) bool { return len(s) > 0 && strings.Trim(s[1:], "0123456789") == "" }
	letter := func(s string) byte {
		if codeword.IsDigit(s[0]) {
			return '0'
		}
		return s[0]
	}
	if !digits(first) || !digits(last) || letter(first) != letter(last) || len(first) > len(last) || len(last) > 6 || first > last {
		return nil, fmt.Errorf("range %q: want codes of one letter or of digits, the lower first, the last one as long or longer: %w", item, medcode.ErrSyntax)
	}
	texts := expandRange(first, last)
	if len(texts) > mostOfRange {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("range %q: want at most %d codes", item, mostOfRange)}
	}
	return texts, nil
}

// MarshalText implements [encoding.TextMarshaler]: the text that ParseIndex
// reads. The weights in use and other choices aren't part of it, but for whether
// principal diagnoses count.
func (x *Index) MarshalText() ([]byte, error) {
	var b bytes.Buffer
	principal := "excluded"
	if x.principal {
		principal = "counts"
	}
	fmt.Fprintf(&b, "index\t%s\ntitle\t%s\n", x.name, x.title)
	if x.source != "" {
		fmt.Fprintf(&b, "source\t%s\n", x.source)
	}
	fmt.Fprintf(&b, "principal\t%s\nweights\t%s\n", principal, strings.Join(x.weightNames, " "))
	for _, c := range x.conditions {
		var points []string
		for _, p := range c.Points {
			points = append(points, strconv.FormatFloat(p, 'f', -1, 64))
		}
		fmt.Fprintf(&b, "condition\t%s\t%s\t%s\n", c.Short, strings.Join(points, " "), c.Name)
		for _, l := range c.lists {
			name := l.system.String()
			if l.system == ICD10CM {
				name = "ICD-10" // of both
			}
			fmt.Fprintf(&b, "%s\t%s\n", name, strings.Join(l.codes, " "))
		}
	}
	for _, d := range x.drops {
		fmt.Fprintf(&b, "drops\t%s\t%s\n", x.conditions[d.severer].Short, x.conditions[d.milder].Short)
	}
	return b.Bytes(), nil
}

// mostOfRange is more than any published range has.
const mostOfRange = 10_000

// expandRange returns the codes from first to last, one more than mostOfRange of
// them where there are more: those of the length of first before last's own, and
// then those of last's length below that.
func expandRange(first, last string) []string {
	var texts []string
	if n := len(first); len(last) > n {
		if first < last[:n] {
			texts = expandRange(first, before(last[:n]))
		}
		return append(texts, expandRange(last[:n]+"0", last)...)
	}
	for t := first; len(texts) <= mostOfRange; t = after(t) {
		texts = append(texts, t)
		if t >= last {
			break
		}
	}
	return texts
}

// after and before return the next and the last text of the same length, whose
// digits count on: I69 after I68, 199 before 200.
func after(t string) string  { return count(t, '9', '0', 1) }
func before(t string) string { return count(t, '0', '9', -1) }

func count(t string, over, to byte, step int) string {
	b := []byte(t)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != over {
			b[i] = byte(int(b[i]) + step)
			break
		}
		b[i] = to
	}
	return string(b)
}
