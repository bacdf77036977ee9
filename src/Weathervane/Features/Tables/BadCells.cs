using System.Globalization;
using Weathervane.Bars.Reading;

namespace Weathervane.Features.Tables;

/// <summary>What is wrong with the cells of a table: the first bad one of each column and how many there are; the first lines of another width.</summary>
internal sealed class BadCells(IReadOnlyList<string> names)
{
    private const string AreNone = "A column of texts or dates is no feature: leave it out (--drop NAME), or write numbers for its values. An empty cell is a missing value.";
    private const int Shown = 20, LinesShown = 5, TextShown = 60;
    private readonly (long Line, string Text, long Count)[] _columns = new (long, string, long)[names.Count];
    private readonly List<(long Line, int Cells)> _lines = [];

    /// <summary>Whether any was found.</summary>
    internal bool Any { get; private set; }

    /// <summary>A cell that is no number.</summary>
    internal void Add(int column, long line, string text)
    {
        Any = true;
        ref var seen = ref _columns[column];
        seen = seen.Count == 0 ? (line, text, 1) : seen with { Count = seen.Count + 1 };
    }

    /// <summary>A line with more or fewer cells than the header.</summary>
    internal void AddLine(long line, int cells)
    {
        Any = true;
        if (_lines.Count < LinesShown)
        {
            _lines.Add((line, cells));
        }
    }

    /// <summary>Adds those of later lines.</summary>
    internal void Add(BadCells later)
    {
        Any |= later.Any;
        for (var i = 0; i < _columns.Length; i++)
        {
            var (ours, theirs) = (_columns[i], later._columns[i]);
            _columns[i] = ours.Count == 0 ? theirs : ours with { Count = ours.Count + theirs.Count };
        }

        _lines.AddRange(later._lines.Take(LinesShown - _lines.Count));
    }

    /// <summary>The problems, in the order of columns.</summary>
    internal IReadOnlyList<InputProblem> Problems(string file, int width) =>
    [
        .. _lines.Select(l => new InputProblem(Place(file, l.Line), $"holds {Cells(l.Cells)}, but the header names {width}.", "Cells hold no line breaks, and none is left out: two commas stand around an empty one.")),
        .. names.Zip(_columns).Where(c => c.Second.Count > 0).Take(Shown).Select(c => new InputProblem(
            Place(file, c.Second.Line), Sentence(c.First, c.Second), c.Second.Text.Contains(',') ? CsvRows.NumbersAre : AreNone)),
    ];

    private static string Sentence(string name, (long Line, string Text, long Count) cell)
    {
        var text = cell.Text.Length <= TextShown ? cell.Text : cell.Text[..TextShown] + "...";
        var more = cell.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", nor {(cell.Count == 2 ? "is" : "are")} {Cells(cell.Count - 1, "more ")} of it");
        return $"'{text}' in column '{name}' is not a number{more}.";
    }

    private static string Cells(long count, string which = "") => string.Create(CultureInfo.InvariantCulture, $"{count} {which}{(count == 1 ? "cell" : "cells")}");

    private static string Place(string file, long line) => string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}");
}
