// Package sas reads what CMS's risk adjustment programs are written in: the
// statements and expressions of the SAS language that define variables, and the
// transport files (PROC CPORT) that hold formats and coefficients. It is no
// interpreter of SAS: it takes a program apart, and its callers know which
// statements say something about a model.
package sas

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/medcode/medcode"
)

// A Kind is what a Token is.
type Kind uint8

// The kinds of tokens.
const (
	Ident  Kind = iota // in capitals; macro variables and calls with their & or %
	Number             // as written
	String             // without its quotes
	Op                 // an operator or mark
)

// A Token is a word of a program.
type Token struct {
	Kind Kind
	Text string
}

// Is reports whether t is the operator or the identifier text.
func (t Token) Is(text string) bool { return (t.Kind == Op || t.Kind == Ident) && t.Text == text }

// A Statement is what stands between two semicolons, without comments.
type Statement struct {
	Line   int // of its first token
	Tokens []Token
}

// Begins reports whether the statement's first token is the identifier text.
func (s Statement) Begins(text string) bool {
	return len(s.Tokens) > 0 && s.Tokens[0].Kind == Ident && s.Tokens[0].Text == text
}

// String returns the tokens between blanks.
func (s Statement) String() string {
	var b strings.Builder
	for i, t := range s.Tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.Kind == String {
			b.WriteString(`"` + t.Text + `"`)
		} else {
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

// Statements takes a program apart. Comments of all three forms are passed
// over: /* … */, and from * or %* at the beginning of a statement to the
// semicolon. A statement without its end is an error, as is a quotation.
func Statements(text []byte) ([]Statement, error) {
	l := lexer{text: text, line: 1}
	var all []Statement
	var s Statement
	for {
		if err := l.blank(len(s.Tokens) == 0); err != nil {
			return nil, err
		}
		if l.at >= len(l.text) {
			if len(s.Tokens) > 0 {
				return nil, fmt.Errorf("line %d: a statement without a semicolon: %w", s.Line, medcode.ErrSyntax)
			}
			return all, nil
		}
		line := l.line
		t, err := l.token()
		if err != nil {
			return nil, err
		}
		if t.Is(";") {
			if len(s.Tokens) > 0 {
				all = append(all, s)
			}
			s = Statement{}
			continue
		}
		if len(s.Tokens) == 0 {
			s.Line = line
		}
		s.Tokens = append(s.Tokens, t)
	}
}

type lexer struct {
	text []byte
	at   int
	line int
}

// to goes to a place further on, counting lines.
func (l *lexer) to(at int) {
	l.line += bytes.Count(l.text[l.at:at], []byte("\n"))
	l.at = at
}

// blank goes to the next token, over blanks and comments.
func (l *lexer) blank(begin bool) error {
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		end, mark := -1, ""
		switch c := rest[0]; {
		case c <= ' ' || c == 0x1a || c >= 0x80: // an end mark, a hard blank of a word processor
			l.to(l.at + 1)
			continue
		case bytes.HasPrefix(rest, []byte("/*")):
			end, mark = bytes.Index(rest, []byte("*/")), "*/"
		case begin && (c == '*' || bytes.HasPrefix(rest, []byte("%*"))):
			end, mark = bytes.IndexByte(rest, ';'), ";"
		default:
			return nil
		}
		if end < 0 {
			return fmt.Errorf("line %d: a comment without its end: %w", l.line, medcode.ErrSyntax)
		}
		l.to(l.at + end + len(mark))
	}
	return nil
}

func (l *lexer) token() (Token, error) {
	rest := l.text[l.at:]
	n := 0
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		end := bytes.IndexByte(rest[1:], c)
		if end < 0 {
			return Token{}, fmt.Errorf("line %d: a quotation without its end: %w", l.line, medcode.ErrSyntax)
		}
		l.to(l.at + end + 2)
		return Token{String, string(rest[1 : 1+end])}, nil
	case letter(c) || (c == '&' || c == '%') && len(rest) > 1 && (letter(rest[1]) || rest[1] == '&'):
		for n = 1; n < len(rest) && (letter(rest[n]) || digit(rest[n]) || c == '%' && n == 1 && rest[n] == '&'); n++ {
		}
		l.at += n
		return Token{Ident, strings.ToUpper(string(rest[:n]))}, nil
	case digit(c) || c == '.' && len(rest) > 1 && digit(rest[1]):
		for n = 1; n < len(rest) && (digit(rest[n]) || rest[n] == '.'); n++ {
		}
		l.at += n
		return Token{Number, string(rest[:n])}, nil
	}
	n = 1
	for _, two := range []string{"<=", ">=", "<>", "^=", "~=", "**", "!!", "||"} {
		if bytes.HasPrefix(rest, []byte(two)) {
			n = 2
		}
	}
	l.at += n
	return Token{Op, string(rest[:n])}, nil
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// Call returns the named arguments of a macro call, %NAME(A=…, B=%STR(…)), the
// tokens of each without a %STR around them.
func (s Statement) Call() map[string][]Token {
	t := s.Tokens
	if len(t) < 3 || !t[1].Is("(") {
		return nil
	}
	args := map[string][]Token{}
	depth, from := 0, 2
	put := func(to int) {
		if from+1 < to && t[from].Kind == Ident && t[from+1].Is("=") {
			args[t[from].Text] = unquoted(t[from+2 : to])
		}
		from = to + 1
	}
	for i := 1; i < len(t); i++ {
		switch {
		case t[i].Is("("):
			depth++
		case t[i].Is(")"):
			if depth--; depth == 0 {
				put(i)
				return args
			}
		case t[i].Is(",") && depth == 1:
			put(i)
		}
	}
	return nil
}

// Let returns the name and the words of a %LET statement.
func (s Statement) Let() (name string, words []Token, ok bool) {
	t := s.Tokens
	if !s.Begins("%LET") || len(t) < 3 || t[1].Kind != Ident || !t[2].Is("=") {
		return "", nil, false
	}
	return t[1].Text, unquoted(t[3:]), true
}

// unquoted returns tokens without the %STR( ) around them.
func unquoted(t []Token) []Token {
	if n := len(t); n >= 3 && t[0].Is("%STR") && t[1].Is("(") && t[n-1].Is(")") {
		return t[2 : n-1]
	}
	return t
}
