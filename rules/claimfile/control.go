package claimfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// ErrControl is an 837 whose envelopes (ISA to IEA, GS to GE, ST to SE) do not
// hold what their last segments say: another count of segments, transactions or
// groups, another control number, or no last segment; or something that is no
// interchange stands behind the last. Claims may be missing; the
// ones that are there are read. Errors that wrap it wrap [medcode.ErrSyntax] too.
var ErrControl = errors.New("control of the envelope")

// The envelopes, the outermost first.
const (
	interchangeLevel = iota
	groupLevel
	transactionLevel
	levels
)

// envelopes are the segments that begin and end each, where the control number
// is in the first, and what the last counts.
var envelopes = [levels]struct {
	begin, end string
	number     int
	counts     string
}{{"ISA", "IEA", 13, "groups"}, {"GS", "GE", 6, "transactions"}, {"ST", "SE", 2, "segments"}}

// An envelope is one being read.
type envelope struct {
	open   bool
	number string // control number
	count  int    // of what its last segment counts
}

// control counts a segment, and tells what is wrong with the envelopes if it
// begins or ends one.
func (x *interchange) control(s *segment) error {
	id, raw := s.id(), s.raw
	for level := range levels {
		e := &x.envelopes[level]
		switch id {
		case envelopes[level].begin:
			if err := x.unended(level, raw); err != nil {
				return err
			}
			*e = envelope{open: true, number: s.at(envelopes[level].number)}
			if level == transactionLevel {
				e.count = 1
			}
			if level > interchangeLevel {
				x.envelopes[level-1].count++
			}
		case envelopes[level].end:
			if err := x.unended(level+1, raw); err != nil {
				return err
			}
			if err := x.closed(level, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// unended tells of envelopes, from a level inwards, that should have ended.
func (x *interchange) unended(from int, raw string) error {
	for level := levels - 1; level >= from; level-- {
		e := &x.envelopes[level]
		if !e.open {
			continue
		}
		e.open = false
		if err := x.lost(raw, "%s %s has no %s", envelopes[level].begin, e.number, envelopes[level].end); err != nil {
			return err
		}
	}
	return nil
}

// closed holds a last segment against what was read.
func (x *interchange) closed(level int, s *segment) error {
	e, is, raw := &x.envelopes[level], &envelopes[level], s.raw
	open := e.open
	e.open = false
	if !open {
		return x.lost(raw, "%s without %s", is.end, is.begin)
	}
	if n, err := strconv.Atoi(strings.TrimSpace(s.at(1))); err != nil || n != e.count {
		if err := x.lost(raw, "%s says %q %s, and there are %d", is.end, s.at(1), is.counts, e.count); err != nil {
			return err
		}
	}
	if strings.TrimSpace(s.at(2)) != strings.TrimSpace(e.number) {
		return x.lost(raw, "%s has control number %q, and its %s %q", is.end, s.at(2), is.begin, e.number)
	}
	return nil
}

func (x *interchange) lost(raw, format string, args ...any) error {
	err := fmt.Errorf("%s: %w: %w", fmt.Sprintf(format, args...), ErrControl, medcode.ErrSyntax)
	return x.give(nil, err, raw)
}
