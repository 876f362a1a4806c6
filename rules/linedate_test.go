package rules_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/medcode/medcode/rules"
)

func TestLineDateOutOfRange(t *testing.T) {
	var c rules.Claim
	for _, i := range []int{-1, 0, 1} {
		assert.Zero(t, c.LineDate(i))
	}
}
