package compile

import (
	"fmt"
	"strconv"
	"strings"
)

// A phrase is an expression of the lexicon, over names of sections.
type phrase struct {
	op   string // "name", "list", "any", "alive", "severity", "&", "|", "!", or a function
	name string // of a section; of the severity
	n    int    // the first argument of a function
	kids []phrase
}

// names calls f for every section that p names; "" stands for the lists under
// no section.
func (p phrase) names(f func(string)) {
	switch p.op {
	case "name":
		f(p.name)
	case "list":
		f("")
	}
	for _, k := range p.kids {
		k.names(f)
	}
}

// rename gives every section that p names another name.
func (p *phrase) rename(to func(string) string) {
	if p.op == "name" {
		p.name = to(p.name)
	}
	for i := range p.kids {
		p.kids[i].rename(to)
	}
}

// parsePhrase reads an expression of the lexicon.
func parsePhrase(s string) (phrase, error) {
	if level, ok := strings.CutPrefix(s, "severity "); ok {
		if level != "MCC" && level != "CC" && level != "CC or MCC" {
			return phrase{}, fmt.Errorf("unknown severity %q", level)
		}
		return phrase{op: "severity", name: level}, nil
	}
	p := phraseParser{s: s}
	e, err := p.or()
	if err == nil && p.token() != "" {
		err = fmt.Errorf("text behind the expression: %q", s)
	}
	return e, err
}

type phraseParser struct {
	s    string
	tok  string
	peek bool
}

// token returns the next token without consuming it: a quoted name, a word or
// a sign; "" at the end.
func (p *phraseParser) token() string {
	if p.peek {
		return p.tok
	}
	p.s = strings.TrimLeft(p.s, " ")
	p.peek = true
	n := 1
	switch {
	case p.s == "":
		n = 0
	case p.s[0] == '"':
		if i := strings.IndexByte(p.s[1:], '"'); i >= 0 {
			n = i + 2
		}
	case strings.IndexByte("&|!(),", p.s[0]) < 0:
		n = len(p.s)
		if i := strings.IndexAny(p.s, " &|!(),\""); i >= 0 {
			n = i
		}
	}
	p.tok, p.s = p.s[:n], p.s[n:]
	return p.tok
}

func (p *phraseParser) take(tok string) bool {
	if p.token() == tok {
		p.peek = false
		return true
	}
	return false
}

func (p *phraseParser) or() (phrase, error)  { return p.chain("|", p.and) }
func (p *phraseParser) and() (phrase, error) { return p.chain("&", p.unary) }

func (p *phraseParser) chain(sign string, next func() (phrase, error)) (phrase, error) {
	e, err := next()
	if err != nil || p.token() != sign {
		return e, err
	}
	out := phrase{op: sign, kids: []phrase{e}}
	for p.take(sign) {
		if e, err = next(); err != nil {
			return out, err
		}
		out.kids = append(out.kids, e)
	}
	return out, nil
}

func (p *phraseParser) unary() (phrase, error) {
	switch tok := p.token(); {
	case p.take("!"):
		e, err := p.unary()
		return phrase{op: "!", kids: []phrase{e}}, err
	case p.take("("):
		e, err := p.or()
		if err == nil && !p.take(")") {
			err = fmt.Errorf("want )")
		}
		return e, err
	case len(tok) > 2 && tok[0] == '"':
		p.take(tok)
		return phrase{op: "name", name: strings.Trim(tok, `"`)}, nil
	case tok == "list", tok == "any", tok == "alive":
		p.take(tok)
		return phrase{op: tok}, nil
	case tok == "atleast", tok == "occurs", tok == "sum", tok == "extensive":
		p.take(tok)
		return p.call(tok)
	default:
		return phrase{}, fmt.Errorf("unknown word %q", tok)
	}
}

func (p *phraseParser) call(name string) (phrase, error) {
	e := phrase{op: name}
	if !p.take("(") {
		return e, fmt.Errorf("want ( after %s", name)
	}
	if name != "extensive" {
		tok := p.token()
		n, err := strconv.Atoi(tok)
		if err != nil {
			return e, err
		}
		p.take(tok)
		e.n = n
		if !p.take(",") {
			return e, fmt.Errorf("want , after the number in %s", name)
		}
	}
	for {
		k, err := p.or()
		if err != nil {
			return e, err
		}
		e.kids = append(e.kids, k)
		if p.take(")") {
			return e, nil
		}
		if !p.take(",") {
			return e, fmt.Errorf("want , or ) in %s", name)
		}
	}
}
