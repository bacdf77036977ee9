using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Fetching;

namespace Weathervane.Feeds.Tests;

/// <summary>Which stretches are asked for, and in which order.</summary>
public sealed class FetchPlanTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 30, 0, DateTimeKind.Utc);
    private static readonly DateTime LastOpen = new(2026, 3, 1, 11, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Takes_the_newest_20000_bars_where_nothing_is_held() =>
        Assert.Equal([new Stretch(Hour(-20_000).AddHours(2), Now)], Plan("binance").Stretches);

    [Fact]
    public void Takes_all_that_Kraken_has_where_nothing_is_held()
    {
        var plan = Plan("kraken");
        Assert.Equal([new Stretch(Hour(-718), Now)], plan.Stretches);
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Begins_at_the_next_open_after_a_start_between_two() =>
        Assert.Equal([new Stretch(Hour(-10), Now)], Plan("binance", from: Hour(-11).AddMinutes(1)).Stretches);

    [Fact]
    public void Goes_on_with_24_bars_of_overlap() => Assert.Equal([new Stretch(Hour(-23 - 5), Now)], Plan("binance", Held(Hours(-100, -5))).Stretches);

    [Fact]
    public void Asks_for_holes_the_newest_first_and_those_within_a_page_at_once()
    {
        // 300 bars a page: holes 100 bars apart are one request, those 1,000 bars apart are two.
        var plan = Plan("coinbase", Held([.. Hours(-3000, -2000), .. Hours(-1990, -1000), .. Hours(-990, -900), .. Hours(-898, 0)]));
        Assert.Equal([new Stretch(Hour(-23), Now), new Stretch(Hour(-999), Hour(-898)), new Stretch(Hour(-1999), Hour(-1990))], plan.Stretches);
    }

    [Fact]
    public void Asks_for_what_lies_before_when_an_earlier_start_is_given() =>
        Assert.Equal([new Stretch(Hour(-23), Now), new Stretch(Hour(-500), Hour(-100))], Plan("coinbase", Held(Hours(-100, 0)), Hour(-500)).Stretches);

    [Fact]
    public void Asks_for_50_stretches_with_holes_and_for_all_when_told_the_start()
    {
        // Every 400th bar is missing: no two within a page of 300.
        var held = Held([.. Hours(-60 * 400, 0).Where((_, i) => i % 400 != 200)]);
        var plan = Plan("coinbase", held);
        Assert.Equal(1 + BarFetch.HolesAsked, plan.Stretches.Count);
        Assert.Equal([$"10 older holes were not asked for again: --from {Hour((-60 * 400) + 200):yyyy-MM-dd} asks for all."], plan.Notes);
        Assert.Equal(61, Plan("coinbase", held, held.Times[0]).Stretches.Count);
    }

    [Fact]
    public void Asks_Kraken_for_nothing_that_it_no_longer_has_and_says_so()
    {
        var plan = Plan("kraken", Held([.. Hours(-2000, -1900), .. Hours(-1800, -1000)]));
        Assert.Equal([new Stretch(Hour(-718), Now)], plan.Stretches);
        Assert.Equal([FormattableString.Invariant($"kraken hands out its newest 720 bars only: those before {Now.AddHours(-720):yyyy-MM-dd HH:mm} UTC are not to be had from it.")], plan.Notes);
        Assert.Empty(Plan("kraken", Held(Hours(-2000, -10))).Notes);
    }

    [Fact]
    public void Stretches_never_overlap()
    {
        var random = new Random(7);
        for (var run = 0; run < 200; run++)
        {
            var held = Held([.. Hours(-random.Next(10, 3000), -random.Next(0, 5)).Where(_ => random.Next(10) > 0)]);
            var exchange = ExchangeCatalog.All[run % ExchangeCatalog.All.Count].Name;
            var plan = Plan(exchange, held, run % 2 == 0 ? null : Hour(-random.Next(1, 4000)));
            var byTime = plan.Stretches.OrderBy(s => s.From).ToList();
            Assert.All(byTime, s => Assert.True(s.From < s.Until));
            Assert.All(byTime.Zip(byTime.Skip(1)), pair => Assert.True(pair.First.Until <= pair.Second.From));
        }
    }

    private static DateTime Hour(int number) => LastOpen.AddHours(number);

    private static IEnumerable<DateTime> Hours(int first, int last) => Enumerable.Range(first, last - first + 1).Select(Hour);

    private static BarSeries Held(IEnumerable<DateTime> times)
    {
        DateTime[] all = [.. times];
        double[] Ones() => [.. all.Select(_ => 1.0)];
        return new BarSeries("held", TimeSpan.FromHours(1), all, Ones(), Ones(), Ones(), Ones(), Ones());
    }

    private static FetchPlan Plan(string exchange, BarSeries? held = null, DateTime? from = null)
    {
        var known = ExchangeCatalog.Get(exchange);
        var request = new FetchRequest { Take = _ => { }, Held = held, From = from is { } start ? new DateTimeOffset(start) : null };
        return FetchPlan.Of(new BarSource(known, known.ExampleSymbol, TimeSpan.FromHours(1)), request, new DateTimeOffset(Now));
    }
}
