package sas

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// An Expr is an expression: a number, a variable, or a call of an operator or
// function on others.
type Expr struct {
	Call string // the operator or function in capitals: "*", "MAX"; empty for a leaf
	Name string // a variable
	Num  float64
	Args []*Expr
}

// The operators that an Expr may call are + - * / = NE < <= > >= AND OR NOT, IN
// with the list as its further arguments, and NEG. Functions are by their names;
// SUM of an array is OF(array).

// Num returns a number.
func Num(x float64) *Expr { return &Expr{Num: x} }

// Var returns a variable.
func Var(name string) *Expr { return &Expr{Name: name} }

// Call returns a call.
func Call(name string, args ...*Expr) *Expr { return &Expr{Call: name, Args: args} }

var names = map[string]string{"EQ": "=", "^=": "NE", "~=": "NE", "<>": "NE", "&": "AND", "|": "OR", "GE": ">=", "LE": "<=", "GT": ">", "LT": "<"}

func operator(t Token) string {
	if n, ok := names[t.Text]; ok && (t.Kind == Op || t.Kind == Ident) {
		return n
	}
	if t.Kind == Op || t.Kind == Ident {
		return t.Text
	}
	return ""
}

// deepest is how far expressions may be nested, mostTerms how many terms operators
// of one precedence may join: an Expr is as deep as both make it.
const (
	deepest   = 100
	mostTerms = 1000
)

// Parse reads an expression. A string of digits is a number, as SAS compares
// them in these programs; any other string is a variable with the string in
// quotes as its name.
func Parse(tokens []Token) (*Expr, error) {
	p := parser{t: tokens}
	e, err := p.or()
	if err == nil && p.at < len(p.t) {
		err = fmt.Errorf("%q is more than an expression: %w", p.t[p.at].Text, medcode.ErrSyntax)
	}
	return e, err
}

type parser struct {
	t     []Token
	at    int
	depth int
}

func (p *parser) op() string {
	if p.at < len(p.t) {
		return operator(p.t[p.at])
	}
	return ""
}

func tooMany(terms int) error {
	return &medcode.LimitError{Reason: fmt.Sprintf("an expression of over %d terms", terms)}
}

// chain reads operands with the operators of one precedence between them.
func (p *parser) chain(next func() (*Expr, error), ops string) (*Expr, error) {
	left, err := next()
	for n := 1; err == nil; n++ {
		op := p.op()
		if op == "" || !strings.Contains(ops, " "+op+" ") {
			return left, nil
		}
		if n == mostTerms {
			return nil, tooMany(n)
		}
		p.at++
		var right *Expr
		if right, err = next(); err == nil {
			left = Call(op, left, right)
		}
	}
	return nil, err
}

func (p *parser) or() (*Expr, error) {
	if p.depth++; p.depth > deepest {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("an expression nested over %d deep", deepest)}
	}
	defer func() { p.depth-- }()
	return p.chain(p.and, " OR ")
}

func (p *parser) and() (*Expr, error) { return p.chain(p.compare, " AND ") }

// compare reads comparisons; a <= b <= c is that both hold.
func (p *parser) compare() (*Expr, error) {
	left, err := p.sum()
	var all *Expr
	for n := 1; err == nil; n++ {
		op := p.op()
		if op == "IN" {
			p.at++
			var args []*Expr
			args, err = p.list()
			return Call("IN", append([]*Expr{left}, args...)...), err
		}
		if op == "" || !strings.Contains(" = NE < <= > >= ", " "+op+" ") {
			break
		}
		if n == mostTerms {
			return nil, tooMany(n)
		}
		p.at++
		var right *Expr
		if right, err = p.sum(); err != nil {
			break
		}
		one := Call(op, left, right)
		if all == nil {
			all = one
		} else {
			all = Call("AND", all, one)
		}
		left = right
	}
	if all == nil {
		all = left
	}
	return all, err
}

func (p *parser) sum() (*Expr, error)     { return p.chain(p.product, " + - ") }
func (p *parser) product() (*Expr, error) { return p.chain(p.unary, " * / ") }

func (p *parser) unary() (*Expr, error) {
	switch p.op() {
	case "-", "NOT":
		op := strings.Replace(p.op(), "-", "NEG", 1)
		p.at++
		if p.depth++; p.depth > deepest {
			return nil, &medcode.LimitError{Reason: fmt.Sprintf("an expression nested over %d deep", deepest)}
		}
		e, err := p.unary()
		p.depth--
		return Call(op, e), err
	}
	return p.leaf()
}

func (p *parser) leaf() (*Expr, error) {
	if p.at >= len(p.t) {
		return nil, fmt.Errorf("an expression without its end: %w", medcode.ErrSyntax)
	}
	t := p.t[p.at]
	p.at++
	switch {
	case t.Kind == Number || t.Kind == String:
		x, err := strconv.ParseFloat(t.Text, 64)
		if err == nil {
			return Num(x), nil
		}
		if t.Kind == String {
			return Var(strconv.Quote(t.Text)), nil
		}
		return nil, fmt.Errorf("%q: want a number: %w", t.Text, medcode.ErrSyntax)
	case t.Is("("):
		e, err := p.or()
		if err == nil && !p.skip(")") {
			err = fmt.Errorf("want a closing bracket: %w", medcode.ErrSyntax)
		}
		return e, err
	case t.Kind == Ident && p.op() == "(":
		args, err := p.list()
		return Call(t.Text, args...), err
	case t.Kind == Ident:
		return Var(t.Text), nil
	}
	return nil, fmt.Errorf("%q is no beginning of an expression: %w", t.Text, medcode.ErrSyntax)
}

func (p *parser) skip(text string) bool {
	if p.at < len(p.t) && p.t[p.at].Is(text) {
		p.at++
		return true
	}
	return false
}

// list reads expressions between brackets; OF NAME(*) is OF(NAME).
func (p *parser) list() ([]*Expr, error) {
	if !p.skip("(") {
		return nil, fmt.Errorf("want a bracket and a list: %w", medcode.ErrSyntax)
	}
	if p.skip("OF") && p.at < len(p.t) {
		name := p.t[p.at].Text
		p.at++
		if !p.skip("(") || !p.skip("*") || !p.skip(")") || !p.skip(")") {
			return nil, fmt.Errorf("want an array after OF: %w", medcode.ErrSyntax)
		}
		return []*Expr{Call("OF", Var(name))}, nil
	}
	var all []*Expr
	for {
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		switch {
		case p.skip(","):
		case p.skip(")"):
			return all, nil
		default:
			return nil, fmt.Errorf("want a comma or a closing bracket in a list: %w", medcode.ErrSyntax)
		}
	}
}

// String returns e in a form that Parse reads.
func (e *Expr) String() string {
	switch {
	case e.Call == "":
		if e.Name != "" {
			return e.Name
		}
		return strconv.FormatFloat(e.Num, 'f', -1, 64)
	case e.Call == "IN":
		return "(" + e.Args[0].String() + " IN (" + join(e.Args[1:]) + "))"
	case e.Call == "NEG":
		return "(-" + e.Args[0].String() + ")"
	case e.Call == "NOT":
		return "(NOT " + e.Args[0].String() + ")"
	case e.Call == "OF":
		return "OF " + e.Args[0].Name + "(*)"
	case len(e.Args) == 2 && (!letter(e.Call[0]) || e.Call == "AND" || e.Call == "OR" || e.Call == "NE"):
		return "(" + e.Args[0].String() + " " + e.Call + " " + e.Args[1].String() + ")"
	}
	return e.Call + "(" + join(e.Args) + ")"
}

func join(args []*Expr) string {
	var texts []string
	for _, a := range args {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, ", ")
}

// ParseText reads an expression from its text.
func ParseText(text string) (*Expr, error) {
	s, err := Statements([]byte(text + "\n;"))
	if err != nil {
		return nil, err
	}
	if len(s) != 1 {
		return nil, fmt.Errorf("%q: want one expression: %w", text, medcode.ErrSyntax)
	}
	return Parse(s[0].Tokens)
}
