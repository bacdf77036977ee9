using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Which codes the rows of a node have: a bit each, so that they come out in order without being sorted.</summary>
/// <param name="words">[codes / 64], all 0 at first.</param>
internal readonly ref struct CodeSet(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    /// <summary>How many words so many codes need.</summary>
    internal static int Words(int codes) => (codes + 63) / 64;

    internal void Add(int code) => _words[code >> 6] |= 1UL << code;

    /// <summary>The codes, ascending; each is taken out as it comes, so that the set is empty at the end.</summary>
    public Enumerator GetEnumerator() => new(_words);

    internal ref struct Enumerator(Span<ulong> words)
    {
        private readonly Span<ulong> _words = words;
        private int _word = -1, _bit;
        private ulong _left;

        public readonly int Current => (_word << 6) + _bit;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0 && !NextWord())
            {
                return false;
            }

            _bit = BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }

        private bool NextWord()
        {
            // Where codes are many and rows few, most words are empty.
            var skip = _words[(_word + 1)..].IndexOfAnyExcept(0UL);
            if (skip < 0)
            {
                return false;
            }

            _word += 1 + skip;
            (_left, _words[_word]) = (_words[_word], 0);
            return true;
        }
    }
}
