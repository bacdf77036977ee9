using Weathervane.Bars.Calendars;
using Weathervane.Bars.Reading;

namespace Weathervane.Bars;

/// <summary>What a file of bars was like: what was repaired, what is missing, what is odd.</summary>
/// <remarks>Counts of rows (duplicates, conflicts, order, blanks, headers) are of the file; everything else is of the clean bars.</remarks>
public sealed record QualityCard
{
    /// <summary>Neighbouring bars with one price set from which on they count as a stale run.</summary>
    public const int StaleBars = 5;

    /// <summary>How many times its neighbours' closes a price must be, or they it, to count as a jump: no market goes there and back within a bar.</summary>
    public const double JumpFactor = 10;

    /// <summary>Clean bars.</summary>
    public required int Rows { get; init; }

    /// <summary>Open of the first bar, UTC.</summary>
    public required DateTime First { get; init; }

    /// <summary>Open of the last bar, UTC.</summary>
    public required DateTime Last { get; init; }

    /// <summary>The length of a bar.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The clock on which the file's times were read: <c>UTC</c> or <c>ZONE+HH:MM</c>.</summary>
    public required string Clock { get; init; }

    /// <summary>What the file's times stamp: open or close, never guess.</summary>
    public required BarStamp Stamp { get; init; }

    /// <summary>Whether <see cref="Stamp"/> was guessed.</summary>
    public required bool StampGuessed { get; init; }

    /// <summary>The calendar in words, such as <c>inferred: America/New_York Sun 17:00-Fri 17:00</c>.</summary>
    public required string Calendar { get; init; }

    /// <summary>Steps longer than a bar in which nothing is missing: weekends, holidays.</summary>
    public required int Closures { get; init; }

    /// <summary>Steps in which expected bars are missing.</summary>
    public required GapSummary Gaps { get; init; }

    /// <summary>Share of neighbouring bars with the same close, 0 to 1.</summary>
    public required double Ties { get; init; }

    /// <summary>Rows dropped because an identical one stands for the same time.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Times for which the file held rows that differ.</summary>
    public required int Conflicts { get; init; }

    /// <summary>Rows that come after a row of a later time.</summary>
    public required int OutOfOrder { get; init; }

    /// <summary>Rows that lack a price, empty lines included.</summary>
    public required int BlankRows { get; init; }

    /// <summary>Header lines and comments besides the first header.</summary>
    public required int StrayHeaders { get; init; }

    /// <summary>Bars whose low is not the lowest or whose high is not the highest price.</summary>
    public required int OhlcContradictions { get; init; }

    /// <summary>Bars with a price or a volume that cannot be: a price of 0 or less, a volume below 0.</summary>
    public required int NonPositive { get; init; }

    /// <summary>Impossible bars (contradictions and non-positive ones) that were left out because that was asked for.</summary>
    public required int Dropped { get; init; }

    /// <summary>Bars without volume.</summary>
    public required int ZeroVolume { get; init; }

    /// <summary>Runs of at least <see cref="StaleBars"/> neighbouring bars whose open, high, low and close are all the same as before.</summary>
    public required int StaleRuns { get; init; }

    /// <summary>Opens of the bars that go at least <see cref="JumpFactor"/> times above or below the closes on both sides of them, UTC, rising.</summary>
    public IReadOnlyList<DateTime> Jumps { get; init; } = [];

    /// <summary>SHA-256 of the clean bars; see <see cref="BarSeries.Sha256"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What is wrong with the file, one sentence each: what was repaired, impossible bars, signs of a wrong clock. Empty for a sound file.</summary>
    /// <remarks>Holes, ties, silent and stale bars are facts of the market's history; they have their numbers above and are no problems of the file.</remarks>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The card of bars that came without a file, with open times in UTC: what it counts of a file's rows is 0.</summary>
    /// <param name="bars">At least two bars; their own calendar is not used.</param>
    /// <param name="calendar">When bars are expected, in the words of <see cref="BarReadOptions.Calendar"/>.</param>
    /// <exception cref="ArgumentException">There are fewer bars, or the text names no calendar.</exception>
    public static QualityCard Of(BarSeries bars, string calendar = CalendarText.Inferred)
    {
        Check.InRange(bars.Count, 2, int.MaxValue, nameof(bars));
        var expected = bars.With(CalendarText.Create(calendar, bars.Times, bars.Interval));
        return CardWriter.Of(expected, ImpossibleBars.Find(expected, drop: false).Found, calendar);
    }
}

/// <summary>The holes of a series: steps between neighbouring bars in which expected bars are missing.</summary>
/// <param name="Count">How many holes.</param>
/// <param name="MissingBars">Expected bars that are missing, all holes together.</param>
/// <param name="Largest">The longest step between any two neighbouring bars, closures included.</param>
/// <param name="List">Every hole in time order.</param>
public sealed record GapSummary(int Count, long MissingBars, TimeSpan Largest, IReadOnlyList<Gap> List);

/// <summary>A hole.</summary>
/// <param name="From">Open of the last bar before it, UTC.</param>
/// <param name="To">Open of the first bar after it, UTC.</param>
/// <param name="MissingBars">Expected bars missing strictly between.</param>
public sealed record Gap(DateTime From, DateTime To, int MissingBars);
