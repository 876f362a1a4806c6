package risk

import (
	"fmt"
	"math"
	"math/bits"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

// A set is a set of categories of a model, by their places in its list.
type set [4]uint64

func (s *set) add(i uint8)      { s[i>>6] |= 1 << (i & 63) }
func (s *set) has(i uint8) bool { return s[i>>6]>>(i&63)&1 == 1 }
func (s *set) drop(t *set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

func (s *set) meets(t *set) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

func (s *set) and(t *set) (n int) {
	for i := range s {
		n += bits.OnesCount64(s[i] & t[i])
	}
	return n
}

// each calls fn with the places in s, ascending.
func (s *set) each(fn func(uint8)) {
	for w, x := range s {
		for ; x != 0; x &= x - 1 {
			fn(uint8(w<<6 | bits.TrailingZeros64(x)))
		}
	}
}

// most categories that a set holds.
const mostCategories = 256

// The variables that a program is given about a person.
const (
	inAge = iota
	inSex // 1 male, 2 female
	inOREC
	inLTIMcaid
	inNEMcaid
	inMcaid
	inFullDual
	inPartialDual
	inLTI
	inESRD
	inputs
)

var inputNames = map[string]int{"AGEF": inAge, "AGE": inAge, "&AGE": inAge, "&AGERTI": inAge, "SEX": inSex, "&SEX": inSex, "OREC": inOREC, "LTIMCAID": inLTIMcaid, "NEMCAID": inNEMcaid,
	"MCAID": inMcaid, "FBDUAL": inFullDual, "PBDUAL": inPartialDual, "LTI": inLTI, "ESRD": inESRD}

// The bands of age of the cells, by their first ages (macros AGESEXV2 and
// AGESEXV4, arrays CELL and NECELL): new enrollees of 65 to 69 have a cell for
// each year.
var (
	bands   = []int{0, 35, 45, 55, 60, 65, 70, 75, 80, 85, 90, 95}
	neBands = []int{0, 35, 45, 55, 60, 65, 66, 67, 68, 69, 70, 75, 80, 85, 90, 95}
)

// cells is how many cells there are: of women and men, continuing and new.
const cells = 2*12 + 2*16

// bandOf returns the number of the band of an age.
func bandOf(bands []int, age int) int {
	i, found := slices.BinarySearch(bands, age)
	if !found {
		i--
	}
	return max(i, 0)
}

var cellName = regexp.MustCompile(`^(NE)?([FM])(\d+)(?:_(\d+|GT))?$`)

// cellOf returns the number of a cell by its name, "F65_69", "NEM66".
func cellOf(name string) (int, bool) {
	m := cellName.FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	first, _ := strconv.Atoi(m[3])
	of, base := bands, 0
	if m[1] != "" {
		of, base = neBands, 24
	}
	i, found := slices.BinarySearch(of, first)
	last := ""
	switch {
	case i+1 >= len(of):
		last = "GT"
	case of[i+1] > first+1:
		last = strconv.Itoa(of[i+1] - 1)
	}
	if !found || m[4] != last {
		return 0, false
	}
	if m[2] == "M" {
		i += len(of)
	}
	return base + i, true
}

// A person is what the nodes are asked about.
type person struct {
	in       [inputs]float64
	cats     set
	cell, ne int     // the cells, -1 for none
	sum      float64 // of the terms, where a final score is asked for
}

// place finds the cells once the age is known. At 64 and entitled by age, a new
// enrollee has the cell of 65 (AGESEXV2, NE_AGESEX).
func (p *person) place() {
	age, male := int(p.in[inAge]), 0
	if p.in[inSex] == 1 {
		male = 1
	}
	p.cell = int(bandTable[age]) + male*len(bands)
	if age == 64 && p.in[inOREC] == 0 {
		age = 65
	}
	p.ne = 24 + int(neBandTable[age]) + male*len(neBands)
}

// The bands of all ages.
var bandTable, neBandTable = tableOf(bands), tableOf(neBands)

func tableOf(bands []int) (t [oldest + 1]uint8) {
	for age := range t {
		t[age] = uint8(bandOf(bands, age))
	}
	return t
}

// A node is a compiled expression.
type node interface{ value(*person) float64 }

type (
	number  float64
	input   int
	one     uint8 // a category
	anyOf   struct{ set }
	howMany struct{ set }
	cell    int
	sumNode struct{}
	binary  struct {
		op   string
		a, b node
	}
	equal   struct{ a, b node }
	product []node
	allOf   []set // a category of each
	call    struct {
		fn   string
		args []node
	}
)

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (n number) value(*person) float64    { return float64(n) }
func (n input) value(p *person) float64   { return p.in[n] }
func (n one) value(p *person) float64     { return truth(p.cats.has(uint8(n))) }
func (n anyOf) value(p *person) float64   { return truth(p.cats.meets(&n.set)) }
func (n howMany) value(p *person) float64 { return float64(p.cats.and(&n.set)) }
func (n cell) value(p *person) float64    { return truth(int(n) == p.cell || int(n) == p.ne) }
func (sumNode) value(p *person) float64   { return p.sum }
func (n equal) value(p *person) float64   { return truth(n.a.value(p) == n.b.value(p)) }

func (n allOf) value(p *person) float64 {
	for i := range n {
		if !p.cats.meets(&n[i]) {
			return 0
		}
	}
	return 1
}

func (n product) value(p *person) float64 {
	x := 1.0
	for _, f := range n {
		if x *= f.value(p); x == 0 {
			return 0
		}
	}
	return x
}

func (n binary) value(p *person) float64 {
	a, b := n.a.value(p), n.b.value(p)
	switch n.op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "/":
		return a / b
	case "NE":
		return truth(a != b)
	case "<":
		return truth(a < b)
	case "<=":
		return truth(a <= b)
	case ">":
		return truth(a > b)
	case ">=":
		return truth(a >= b)
	case "AND":
		return truth(a != 0 && b != 0)
	}
	return truth(a != 0 || b != 0) // OR
}

func (n call) value(p *person) float64 {
	a := n.args[0].value(p)
	switch n.fn {
	case "NOT":
		return truth(a == 0)
	case "NEG":
		return -a
	case "IF":
		if a != 0 {
			return n.args[1].value(p)
		}
		return n.args[2].value(p)
	case "ROUND":
		unit := n.args[1].value(p)
		return math.Round(a/unit*(1+1e-15)) * unit
	case "IN":
		for _, x := range n.args[1:] {
			if x.value(p) == a {
				return 1
			}
		}
		return 0
	}
	for _, x := range n.args[1:] {
		switch b := x.value(p); n.fn {
		case "MAX":
			a = max(a, b)
		case "MIN":
			a = min(a, b)
		case "SUM":
			a += b
		}
	}
	return a
}

// arguments is how many arguments a function wants at least.
var arguments = map[string]int{"NOT": 1, "NEG": 1, "IF": 3, "ROUND": 2, "IN": 2, "MAX": 1, "MIN": 1, "SUM": 1}

// categoryName is how programs name categories: CC before the hierarchy, HCC
// after it, with RX in the models of drugs.
var categoryName = regexp.MustCompile(`^(?:RX)?H?CC(\d+)$`)

// A compiler turns expressions into nodes.
type compiler struct {
	lets         map[string]*sas.Expr
	place        map[uint16]uint8 // of the categories
	coefficients map[string]float64
	sums         map[string]bool // names of the scores before their final form
	used         map[string]bool // coefficients named by expressions
	done         map[string]node
	depth        int
}

func (c *compiler) name(name string) (node, error) {
	if n, ok := c.done[name]; ok {
		return n, nil
	}
	if e, ok := c.lets[name]; ok {
		n, err := c.node(e)
		if err == nil {
			c.done[name] = n
		}
		return n, err
	}
	if i, ok := inputNames[name]; ok {
		return input(i), nil
	}
	if i, ok := cellOf(name); ok {
		return cell(i), nil
	}
	if m := categoryName.FindStringSubmatch(name); m != nil {
		n, _ := strconv.ParseUint(m[1], 10, 16)
		if i, ok := c.place[uint16(n)]; ok {
			return one(i), nil
		}
		return number(0), nil // a category that the model doesn't pay
	}
	if b, ok := builtins[name]; ok {
		e, err := sas.ParseText(b)
		if err != nil {
			return nil, err
		}
		return c.node(e)
	}
	if c.sums[name] {
		return sumNode{}, nil
	}
	if strings.HasPrefix(name, "&DF") {
		return number(1), nil // normalization is done after
	}
	if v, ok := c.coefficients[name]; ok {
		c.used[name] = true
		return number(v), nil
	}
	return nil, fmt.Errorf("variable %s is neither defined nor a coefficient: %w", name, medcode.ErrLayout)
}

// builtins are the other variables of the macros AGESEXV2 and AGESEXV4, in their
// words. NE_AGESEX is the number of the cell of a new enrollee, of which programs
// ask whether it is one of those from 65 on.
var builtins = map[string]string{
	"DISABL":    "AGEF < 65 AND OREC NE 0",
	"ORIGDS":    "(OREC = 1) * (1 - (AGEF < 65 AND OREC NE 0))",
	"NONAGED":   "AGEF < 65",
	"NE_AGESEX": neAgeSex(),
}

// neAgeSex is the number of the cell of a new enrollee, 1 to 16 of women and 17
// to 32 of men, as a sum.
func neAgeSex() string {
	var terms []string
	for i, sex := range []string{"F", "M"} {
		for j, age := range neBands {
			name := "NE" + sex + strconv.Itoa(age)
			switch {
			case j+1 == len(neBands):
				name += "_GT"
			case neBands[j+1] > age+1:
				name += "_" + strconv.Itoa(neBands[j+1]-1)
			}
			terms = append(terms, fmt.Sprintf("%s * %d", name, i*16+j+1))
		}
	}
	return strings.Join(terms, " + ")
}

// deepest is how far variables may be defined by others.
const deepest = 200

func (c *compiler) node(e *sas.Expr) (node, error) {
	if c.depth++; c.depth > deepest {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("variables defined by one another over %d deep", deepest)}
	}
	defer func() { c.depth-- }()
	switch {
	case e.Name != "":
		return c.name(e.Name)
	case e.Call == "":
		return number(e.Num), nil
	}
	var args []node
	for _, a := range e.Args {
		n, err := c.node(a)
		if err != nil {
			return nil, err
		}
		args = append(args, n)
	}
	switch e.Call {
	case "*":
		return times(args), nil
	case "=":
		return equal{args[0], args[1]}, nil
	case "+", "-", "/", "NE", "<", "<=", ">", ">=", "AND", "OR":
		return binary{e.Call, args[0], args[1]}, nil
	}
	least, ok := arguments[e.Call]
	if !ok || len(args) < least {
		return nil, fmt.Errorf("function %s of %d arguments: %w", e.Call, len(args), medcode.ErrLayout)
	}
	if s, ok := allCategories(args); ok {
		switch e.Call {
		case "MAX":
			return anyOf{s}, nil
		case "SUM":
			return howMany{s}, nil
		}
	}
	return call{e.Call, args}, nil
}

// times returns a product in one piece, without factors of 1.
func times(args []node) node {
	var all product
	for _, a := range args {
		if p, ok := a.(product); ok {
			all = append(all, p...)
		} else if a != node(number(1)) {
			all = append(all, a)
		}
	}
	switch len(all) {
	case 0:
		return number(1)
	case 1:
		return all[0]
	}
	return all
}

// together returns a product of questions about categories alone as one node.
func together(n node) node {
	all, ok := n.(product)
	if !ok {
		return n
	}
	var sets allOf
	for _, f := range all {
		switch f := f.(type) {
		case one:
			var s set
			s.add(uint8(f))
			sets = append(sets, s)
		case anyOf:
			sets = append(sets, f.set)
		default:
			return n
		}
	}
	return sets
}

func allCategories(args []node) (s set, ok bool) {
	for _, a := range args {
		switch a := a.(type) {
		case one:
			s.add(uint8(a))
		case number:
			if a != 0 {
				return s, false
			}
		default:
			return s, false
		}
	}
	return s, true
}

// cellsOf returns the cells outside of which n is 0; ok is false where it isn't
// bound to cells.
func cellsOf(n node) (all []int, ok bool) {
	switch n := n.(type) {
	case cell:
		return []int{int(n)}, true
	case product:
		for _, f := range n {
			if all, ok := cellsOf(f); ok {
				return all, true
			}
		}
	case call:
		if n.fn != "SUM" {
			return nil, false
		}
		for _, a := range n.args {
			one, ok := cellsOf(a)
			if !ok {
				return nil, false
			}
			all = append(all, one...)
		}
		return all, true
	}
	return nil, false
}

// ofDisease reports whether n asks about categories.
func ofDisease(n node) bool {
	switch n := n.(type) {
	case one, anyOf, howMany, allOf:
		return true
	case product:
		return slices.ContainsFunc(n, ofDisease)
	case equal:
		return ofDisease(n.a) || ofDisease(n.b)
	case binary:
		return ofDisease(n.a) || ofDisease(n.b)
	case call:
		return slices.ContainsFunc(n.args, ofDisease)
	}
	return false
}

// needsOf returns categories of which one must be there for n not to be 0.
func needsOf(n node) (s set, ok bool) {
	switch n := n.(type) {
	case one:
		s.add(uint8(n))
		return s, true
	case anyOf:
		return n.set, true
	case howMany:
		return n.set, true
	case allOf:
		return n[0], true
	case product:
		for _, f := range n {
			if s, ok := needsOf(f); ok {
				return s, true
			}
		}
	}
	return s, false
}
