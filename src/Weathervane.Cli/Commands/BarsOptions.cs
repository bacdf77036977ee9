using System.CommandLine;
using System.CommandLine.Parsing;
using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Bars.Reading;

namespace Weathervane.Cli.Commands;

/// <summary>How to read a file of bars, as options of a command.</summary>
internal sealed class BarsOptions
{
    private readonly Option<string?> _clock = new("--clock")
    {
        Description = "Clock of the file's times: an IANA zone and an offset, such as America/New_York+07:00 or Europe/London-05:00 (default: UTC, or what the times say). Wins over a Z in the file.",
        HelpName = "ZONE+HH:MM",
    };

    private readonly Option<BarStamp> _stamp = new("--stamp")
    {
        Description = "What times stamp: the bar's open or its close (default: guess, from the column names).",
        DefaultValueFactory = _ => BarStamp.Guess,
        HelpName = "open|close|guess",
    };

    private readonly Option<string> _dates = Words("--dates", "Which part of a date comes first where that is not the year: 31.01.2024 or 01/31/2024 (default: such dates are refused).", "day-first", "month-first");

    private readonly Option<string> _decimal = Words("--decimal", "What stands before the decimals of a number: comma reads 1234,5 and 1.234,5 (default: point).", "point", "comma");

    private readonly Option<TimeSpan?> _interval = new("--interval")
    {
        Description = "Length of a bar, such as 15m, 1h or 1d (default: the most frequent step).",
        HelpName = "LENGTH",
        CustomParser = ParseInterval,
    };

    private readonly Option<string> _calendar = new("--calendar")
    {
        Description = "When bars are expected: inferred, continuous, fx-week, or 'sessions:ZONE DAYS [HOURS]' such as 'sessions:America/New_York Mon-Fri 09:30-16:00'.",
        DefaultValueFactory = _ => CalendarText.Inferred,
        HelpName = "CALENDAR",
    };

    private readonly Option<bool> _dropImpossible = new("--drop-impossible")
    {
        Description = "Leave out bars that cannot be, such as a high below the low (default: report and keep them).",
    };

    internal BarsOptions()
    {
        _clock.Validators.Add(result => Refuse(result, () => MarketClock.Parse(result.GetValueOrDefault<string?>() ?? "")));
        _calendar.Validators.Add(result => Refuse(result, () => CalendarText.Check(result.GetValueOrDefault<string>())));
    }

    private static Option<string> Words(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', words) };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    internal static TimeSpan? ParseInterval(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IntervalText.TryParse(text, out var interval))
        {
            return interval;
        }

        result.AddError($"The interval '{text}' is not known. It is a whole number and s, m, h, d or w, such as 15m, 1h or 1d.");
        return null;
    }

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_clock, _stamp, _dates, _decimal, _interval, _calendar, _dropImpossible])
        {
            command.Add(option);
        }
    }

    internal BarReadOptions Of(ParseResult parse) => new()
    {
        Clock = parse.GetValue(_clock),
        Stamp = parse.GetValue(_stamp),
        Dates = parse.GetValue(_dates) switch { "day-first" => DateOrder.DayFirst, "month-first" => DateOrder.MonthFirst, _ => DateOrder.YearFirst },
        Decimal = parse.GetValue(_decimal) == "comma" ? DecimalMark.Comma : DecimalMark.Point,
        Interval = parse.GetValue(_interval),
        Calendar = parse.GetValue(_calendar) ?? CalendarText.Inferred,
        DropImpossible = parse.GetValue(_dropImpossible),
    };

    private static void Refuse(OptionResult result, Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException wrong)
        {
            // Without the parameter's name that the runtime appends.
            result.AddError(wrong.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
