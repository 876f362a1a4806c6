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
