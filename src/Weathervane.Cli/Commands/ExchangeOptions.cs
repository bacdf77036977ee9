using System.CommandLine;
using System.CommandLine.Parsing;
using Weathervane.Feeds;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Cli.Commands;

/// <summary>Which bars of which exchange, as options of a command.</summary>
internal sealed class ExchangeOptions
{
    private readonly Option<string?> _exchange = new("--exchange") { Description = $"Where from: {string.Join(", ", ExchangeCatalog.All.Select(e => e.Name))}.", HelpName = "NAME" };

    private readonly Option<string?> _symbol = new("--symbol") { Description = "The market, as the exchange writes it.", HelpName = "SYMBOL" };

    private readonly Option<TimeSpan?> _interval = new("--interval") { Description = "Length of a bar, such as 15m, 1h or 1d.", HelpName = "LENGTH", CustomParser = BarsOptions.ParseInterval };

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "Ask at this address in place of the exchange's own: a mirror, such as https://data-api.binance.vision.", HelpName = "URL",
    };

    internal void AddTo(Command command, bool required)
    {
        foreach (var option in (Option[])[_exchange, _symbol, _interval])
        {
            option.Required = required;
            command.Add(option);
        }

        command.Add(_endpoint);
    }

    /// <summary>Whether an exchange was named.</summary>
    internal bool IsGiven(ParseResult parse) => parse.GetValue(_exchange) is not null;

    /// <summary>The same while the command line is being checked.</summary>
    internal bool IsGiven(SymbolResult result) => result.GetValue(_exchange) is not null;

    /// <summary>The bars that were named.</summary>
    /// <exception cref="InputException">One of the three is missing, the exchange is not known, or it has no such bars.</exception>
    internal BarSource SourceOf(ParseResult parse)
    {
        var exchange = ExchangeCatalog.Get(parse.GetValue(_exchange) ?? "");
        var symbol = parse.GetValue(_symbol) ?? throw new InputException("--symbol", "is missing.", $"{exchange.Name} writes symbols like {exchange.ExampleSymbol}.");
        var interval = parse.GetValue(_interval) ?? throw new InputException("--interval", "is missing.", "It is a length of a bar such as 1h.");
        return new BarSource(exchange, symbol, interval);
    }

    /// <summary>How to ask; waits are told on the error stream.</summary>
    internal AskOptions AskOf(ParseResult parse, Terminal terminal) => new()
    {
        Endpoint = EndpointOf(parse),
        Waiting = parse.GetValue(CommonOptions.Quiet) ? null : terminal.Error.WriteLine,
    };

    internal Uri? EndpointOf(ParseResult parse) => parse.GetValue(_endpoint) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) ? endpoint
        : throw new InputException("--endpoint", $"'{text}' is no address.", "Use https://HOST.");
}
