package claimfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// jsonLines reads one claim a line, in the JSON form of rules.Claim.
func (f *file) jsonLines(in *bufio.Reader) error {
	for {
		line, err := f.until(in, '\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		c, err := parseJSON(line)
		if err := f.give(c, err, string(line)); err != nil {
			return err
		}
	}
}

func parseJSON(line []byte) (*rules.Claim, error) {
	var c rules.Claim
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, malformed(err)
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value on a line: %w", medcode.ErrSyntax)
	}
	return &c, nil
}

// malformed makes err wrap medcode.ErrSyntax.
func malformed(err error) error {
	if errors.Is(err, medcode.ErrSyntax) {
		return err
	}
	return fmt.Errorf("%w: %w", err, medcode.ErrSyntax)
}
