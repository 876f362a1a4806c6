package risk

import (
	"math"
)

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

func (n number) value(*person) float64 { return float64(n) }

func (n input) value(p *person) float64 { return p.in[n] }

func (n one) value(p *person) float64 { return truth(p.cats.has(uint8(n))) }

func (n anyOf) value(p *person) float64 { return truth(p.cats.meets(&n.set)) }

func (n howMany) value(p *person) float64 { return float64(p.cats.and(&n.set)) }

func (n cell) value(p *person) float64 { return truth(int(n) == p.cell || int(n) == p.ne) }

func (sumNode) value(p *person) float64 { return p.sum }

func (n equal) value(p *person) float64 { return truth(n.a.value(p) == n.b.value(p)) }

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
