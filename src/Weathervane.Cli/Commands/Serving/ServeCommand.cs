using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Live;
using Weathervane.Server;
using Weathervane.Server.Jobs;
using Weathervane.Store;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Cli.Commands.Serving;

/// <summary><c>vane serve</c>: the workspace over HTTP.</summary>
internal static class ServeCommand
{
    private const string Help = """
        Serves the workspace: forecasts, MLflow's API for any MLflow client, artefacts, /health, /ready, /version and /metrics.

        Examples:
          vane serve --demo                                 a full server to look around in, gone when it stops
          vane serve                                        at http://127.0.0.1:5180, for programs of this machine
          vane serve --model btc --allow-unproven           POST /api/v1/predict answers with btc's champion, proven or not
          vane serve --model btc --feed binance:BTCUSDT:1h@btcusd-1h     bars come from Binance as they close, and are forecast
          MLFLOW_TRACKING_URI=http://127.0.0.1:5180 python train.py
          vane keys create --name ci --role write           then callers need a key: MLFLOW_TRACKING_TOKEN=vane_...
          vane serve --host 0.0.0.0 --allowed-hosts vane.example.org --certificate tls.pem --certificate-key tls.key
        """;

    internal static Command Create(Terminal terminal)
    {
        var host = new Option<string>("--host") { Description = "Address to listen at. Any but this machine's own needs keys.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
        var port = new Option<int>("--port") { Description = "Port; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 5180 };
        var names = new Option<string[]>("--allowed-hosts")
        {
            Description = "Names under which it may be called, besides localhost.", AllowMultipleArgumentsPerToken = true, HelpName = "NAME",
        };
        var certificate = new Option<string?>("--certificate") { Description = "Certificate for TLS (PEM).", HelpName = "FILE" };
        var key = new Option<string?>("--certificate-key") { Description = "The certificate's key (PEM), where it has a file of its own.", HelpName = "FILE" };
        var feeds = new Option<string[]>("--feed") { Description = "Bring an exchange's bars into a series as they close; repeatable.", HelpName = "EXCHANGE:SYMBOL:INTERVAL[@SERIES]" };
        var endpoints = new Option<string[]>("--feed-endpoint") { Description = "Ask an exchange at this address in place of its own: a mirror; repeatable.", HelpName = "EXCHANGE=URL" };
        var logs = new Option<bool>("--log-requests") { Description = "Write each request as a line of JSON to standard error." };
        var demo = new Option<bool>("--demo") { Description = "Serve a temporary workspace with runs, a search, versions and aliases, made now from the shipped sample; it is deleted at the end." };
        var model = new Option<string?>("--model", "-m") { Description = "The model that answers where a request names none (default: the only champion).", HelpName = "NAME" };
        var unproven = new Option<bool>("--allow-unproven") { Description = "Serve forecasts of models without a proven edge too; every answer says so." };
        var role = new Option<string>("--role") { Description = "Where several servers share a store: api answers, worker forecasts series and trains models again, all does both.", HelpName = "ROLE", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("all", "api", "worker");
        var lease = new Option<double>("--lease-seconds") { Description = "Another server does a job again once the one that began it has said nothing for so long, 3 to 3600.", HelpName = "S", DefaultValueFactory = _ => 30 };
        var cache = new Option<string?>("--cache") { Description = "Where models are held that go on answering while PostgreSQL or S3 is away (default: cache in the workspace's folder).", HelpName = "FOLDER" };
        var webhook = new Option<string?>("--alert-webhook") { Description = "Where drift, decay and refreshes are told, as a POST of JSON.", HelpName = "URL" };
        var secret = new Option<string?>("--alert-secret-file") { Description = "A file whose first line signs each alert (HMAC-SHA256).", HelpName = "FILE" };
        var command = new Command("serve", Help) { host, port, names, certificate, key, model, unproven, feeds, endpoints, role, lease, cache, webhook, secret, logs, demo };
        command.SetAction(async (parse, cancel) =>
        {
            NativeMemory.Bound();
            using var shown = parse.GetValue(demo) ? await MakeDemoAsync(parse, terminal, cancel) : null;
            var options = new ServerOptions
            {
                Address = AddressOf(parse.GetValue(host)!),
                Port = parse.GetValue(port),
                AllowedHosts = parse.GetValue(names) ?? [],
                CertificatePath = parse.GetValue(certificate),
                CertificateKeyPath = parse.GetValue(key),
                Collector = CollectorOf(terminal),
                Model = parse.GetValue(model),
                AllowUnproven = parse.GetValue(unproven) || shown is not null,
                Feeds = FeedsOf(parse.GetValue(feeds) ?? [], parse.GetValue(endpoints) ?? []),
                Role = Enum.Parse<ServerRole>(parse.GetValue(role)!, ignoreCase: true),
                LeaseSeconds = Check.InRange(parse.GetValue(lease), 3, 3600, "--lease-seconds"),
                Alerts = AlertsOf(parse.GetValue(webhook), parse.GetValue(secret)),
                Cache = parse.GetValue(cache),
            };
            var begun = new ServerHost(options, Logging(parse.GetValue(logs)));
            using var workspace = shown is null ? Open(CommonOptions.LocationOf(parse, terminal), options, terminal) : Workspace.Open(shown.Location, terminal.Clock);
            await using var server = await VaneServer.StartAsync(workspace, begun, terminal.Clock, cancel);
            await terminal.Output.WriteLineAsync($"Serving {workspace.Folder} at {server.Url}");
            if (VaneServer.MissingModel(workspace, options) is { } missing)
            {
                await terminal.Error.WriteLineAsync($"vane: {missing}");
            }

            if (shown is not null && !parse.GetValue(CommonOptions.Quiet))
            {
                await terminal.Output.WriteLineAsync($"""

                    Try, in another terminal:
                      vane models list --server {server.Url}
                      vane models history sp500 --server {server.Url}
                      vane runs list --server {server.Url}
                      vane studies list --server {server.Url}
                      curl {server.Url}/api/v1/models/sp500
                    Everything is deleted when this server stops.
                    """);
            }

            if (!parse.GetValue(CommonOptions.Quiet))
            {
                await terminal.Error.WriteLineAsync($"MLflow's clients: MLFLOW_TRACKING_URI={server.Url}. Ctrl-C stops after the running requests.");
            }

            await server.WaitForStopAsync(cancel);
            return 0;
        });
        return command;
    }

    /// <summary>Opens the workspace; where its database is away, but served from this machine before, the server starts all the same and forecasts with what it knew last.</summary>
    private static Workspace Open(WorkspaceLocation location, ServerOptions options, Terminal terminal)
    {
        var workspace = Workspace.Open(location, terminal.Clock, mayBeAway: VaneServer.CanOutlive(location, options));
        if (workspace.IsAway)
        {
            terminal.Error.WriteLine($"vane: {location.Store} cannot be reached. Until it can, forecasts are answered by the models known last.");
        }

        return workspace;
    }

    private static async Task<DemoWorkspace> MakeDemoAsync(ParseResult parse, Terminal terminal, CancellationToken cancel)
    {
        if (new[] { CommonOptions.Workspace, CommonOptions.Store, CommonOptions.Artifacts }.FirstOrDefault(o => parse.GetValue(o) is not null) is { } place)
        {
            throw new InputException("--demo", $"makes a workspace of its own, and {place.Name} names another.", "Give one of them.");
        }

        using var line = new ProgressLine(terminal, "training on the sample for a few seconds", parse.GetValue(CommonOptions.Quiet));
        return await DemoWorkspace.MakeAsync(terminal, cancel);
    }

    private static List<FeedOptions> FeedsOf(string[] feeds, string[] endpoints)
    {
        var addresses = endpoints.Select(e => e.Split('=', 2)).ToDictionary(
            e => ExchangeCatalog.Get(e[0]).Name,
            e => e.Length == 2 && Uri.TryCreate(e[1], UriKind.Absolute, out var address)
                ? new AskOptions { Endpoint = address }.Endpoint
                : throw new InputException("--feed-endpoint", $"'{string.Join('=', e)}' is no address of an exchange.", "Write EXCHANGE=URL, such as binance=https://data-api.binance.vision."));
        return [.. feeds.Select(FeedOptions.Parse).Select(f => f with { Endpoint = addresses.GetValueOrDefault(f.Source.Exchange.Name) })];
    }

    private static IPAddress AddressOf(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new InputException("--host", $"'{text}' is no address.", "Use 127.0.0.1, 0.0.0.0, ::1 or another address of this machine.");

    private static AlertOptions? AlertsOf(string? webhook, string? secret)
    {
        if (webhook is null)
        {
            return secret is null ? null : throw new InputException("--alert-secret-file", "was given without --alert-webhook.", "Give both.");
        }

        if (!Uri.TryCreate(webhook, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InputException("--alert-webhook", $"'{webhook}' is no address that takes a POST.", "Use https://HOST/PATH.");
        }

        if (secret is null)
        {
            return new AlertOptions(address, null);
        }

        var line = File.Exists(secret) ? File.ReadLines(secret).FirstOrDefault()?.Trim() : null;
        return line is { Length: > 0 } ? new AlertOptions(address, line) : throw new InputException("--alert-secret-file", $"'{secret}' holds no secret in its first line.", "Write one there, such as what 'openssl rand -hex 32' gives.");
    }

    private static Uri? CollectorOf(Terminal terminal)
    {
        const string variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
        return terminal.Environment(variable) is not { Length: > 0 } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https" ? collector
            : throw new InputException(variable, $"'{text}' is no address of a collector.", "Use http://HOST:4318.");
    }

    internal static Action<ILoggingBuilder> Logging(bool requests) => logging =>
    {
        logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        // What keeps the host from starting is told by the command, in words and without a stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (requests)
        {
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Information);
        }
    };
}
