package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/ippsvector"
)

// A table is answers by id.
type table struct {
	ids  []string
	rows map[string][]string
	at   map[string]int // column

	strange []string // headings that the vectors don't have
	uneven  int      // lines of another number of cells than there are columns
}

// parse reads answers; columns are those of lines without headings.
func parse(text []byte, columns []string) (*table, error) {
	t := &table{rows: map[string][]string{}, at: map[string]int{}}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(t.at) == 0 {
			if cells[0] == "id" {
				for i, c := range cells {
					t.at[c] = i
					if !slices.Contains(columns, c) {
						t.strange = append(t.strange, c)
					}
				}
				continue
			}
			for i, c := range columns {
				t.at[c] = i
			}
		}
		if t.rows[cells[0]] != nil {
			return nil, fmt.Errorf("line %d: %q is answered twice", n, cells[0])
		}
		if len(cells) != len(t.at) {
			t.uneven++
		}
		t.ids = append(t.ids, cells[0])
		t.rows[cells[0]] = cells
	}
	return t, nil
}

// cell returns a cell and whether it is there.
func (t *table) cell(id, column string) (string, bool) {
	i, ok := t.at[column]
	row := t.rows[id]
	if !ok || i >= len(row) {
		return "", false
	}
	return row[i], true
}

// A tally counts the cells of a column.
type tally struct{ equal, different, missing int }

// A comparison is what a program's answers are beside those of the suite.
type comparison struct {
	columns []tally // those of the vectors behind id
	total   tally
	unasked int      // answers to no claim
	shown   []string // the first differences
	notes   []string // what the form of the answers lets one think
}

func (v *vectors) compare(got []byte, show int) (*comparison, error) {
	want, err := parse(v.answers, v.columns)
	if err != nil {
		return nil, err
	}
	have, err := parse(got, v.columns)
	if err != nil {
		return nil, err
	}
	c := &comparison{columns: make([]tally, len(v.columns)-1)}
	for _, id := range want.ids {
		for i, column := range v.columns[1:] {
			w, _ := want.cell(id, column)
			h, ok := have.cell(id, column)
			t := &c.columns[i]
			switch {
			case !ok:
				t.missing++
				continue
			case ippsvector.Same(h, w):
				t.equal++
				continue
			}
			t.different++
			if len(c.shown) < show {
				c.shown = append(c.shown, fmt.Sprintf("%s: %s is %q, want %q", id, column, h, w))
			}
		}
	}
	if len(have.strange) > 0 {
		c.notes = append(c.notes, fmt.Sprintf("columns that the vectors don't have: %s", strings.Join(have.strange, ", ")))
	}
	if have.uneven > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%s of another number of cells than the %d columns", command.Count(have.uneven, "line"), len(have.at)))
	}
	if len(have.ids) == 0 {
		c.notes = append(c.notes, "the command answered nothing")
	}
	for _, t := range c.columns {
		c.total.equal += t.equal
		c.total.different += t.different
		c.total.missing += t.missing
	}
	for _, id := range have.ids {
		if want.rows[id] == nil {
			c.unasked++
		}
	}
	return c, nil
}

func (c *comparison) print(w io.Writer, v *vectors) {
	fmt.Fprintf(w, "%s: %s\n", v.name, command.Count(v.count(), "claim"))
	line := func(name string, t tally) {
		fmt.Fprintf(w, "  %-28s %8d equal %8d different %8d missing\n", name, t.equal, t.different, t.missing)
	}
	for i, t := range c.columns {
		line(v.columns[i+1], t)
	}
	line("all", c.total)
	if c.unasked > 0 {
		fmt.Fprintf(w, "  answers to no claim: %d\n", c.unasked)
	}
	for _, n := range c.notes {
		fmt.Fprintf(w, "  %s\n", n)
	}
	for _, s := range c.shown {
		fmt.Fprintf(w, "  %s\n", s)
	}
	if more := c.total.different - len(c.shown); more > 0 {
		fmt.Fprintf(w, "  and %d more that differ\n", more)
	}
}

// try runs a program against the vectors.
func (s *suite) try(program string, wants func(string) bool, show int, stdout, stderr io.Writer) error {
	tried, same := 0, true
	for i := range s.vectors {
		v := &s.vectors[i]
		if !wants(v.name) {
			continue
		}
		tried++
		got, err := ask(program, v, stderr)
		if err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
		c, err := v.compare(got, show)
		if err != nil {
			return fmt.Errorf("%s: the answers of the command: %w", v.name, err)
		}
		c.print(stdout, v)
		same = same && c.total.different == 0 && c.total.missing == 0 && c.unasked == 0
	}
	if tried == 0 {
		return errors.New("the suite has no such vectors")
	}
	if !same {
		return command.ErrTold
	}
	return nil
}

// ask runs the program. An exit status of 1 is that of a program with something
// to report; its answers count.
func ask(program string, v *vectors, stderr io.Writer) ([]byte, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/c"}
	}
	cmd := exec.Command(shell[0], shell[1], program)
	cmd.Env = append(os.Environ(), "MEDCODE_VECTORS="+v.name)
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(v.claims), &out, stderr
	err := cmd.Run()
	if e := (*exec.ExitError)(nil); errors.As(err, &e) && e.ExitCode() == command.Reported {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmp.Or(program, "no command"), err)
	}
	return out.Bytes(), nil
}
