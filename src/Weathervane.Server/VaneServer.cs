using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;
using Weathervane.Server.Api;
using Weathervane.Server.Dashboard;
using Weathervane.Server.Jobs;
using Weathervane.Server.Jobs.Backfills;
using Weathervane.Server.Live;
using Weathervane.Server.Live.Experiments;
using Weathervane.Server.Live.Feeds;
using Weathervane.Server.Live.Health;
using Weathervane.Server.MLflow;
using Weathervane.Server.Operation;
using Weathervane.Server.Outages;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Locations;

namespace Weathervane.Server;

/// <summary>A workspace over HTTP: MLflow's API, artefacts, and what operators ask for.</summary>
/// <example><code>
/// using var workspace = Workspace.Open(".vane", TimeProvider.System);
/// await using var server = await VaneServer.StartAsync(workspace, new ServerOptions(), TimeProvider.System);
/// Console.WriteLine(server.Url);
/// await server.WaitForStopAsync(cancellation);
/// </code></example>
public sealed class VaneServer : IAsyncDisposable
{
    // Whoever waits for the server to come up asks /health every few milliseconds.
    private static readonly TimeSpan FirstAnswers = TimeSpan.FromMilliseconds(100);
    private readonly WebApplication _app;

    private VaneServer(WebApplication app, string url) => (_app, Url) = (app, url);

    /// <summary>Where it listens: <c>http://127.0.0.1:5180</c>.</summary>
    public string Url { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="workspace">What is served; stays the caller's to dispose of.</param>
    /// <param name="options">How it listens.</param>
    /// <param name="clock">Gives the times that are recorded.</param>
    /// <param name="log">Where structured log lines go; null keeps quiet.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="InputException">The address needs keys and there are none, the port is taken, or a feed names a series with bars of another length.</exception>
    public static Task<VaneServer> StartAsync(
        Workspace workspace, ServerOptions options, TimeProvider clock, Action<ILoggingBuilder>? log = null, CancellationToken cancel = default) =>
        StartAsync(workspace, new ServerHost(options, log), clock, cancel);

    /// <summary>Starts listening on a host that was begun while the workspace was opened.</summary>
    /// <param name="workspace">What is served; stays the caller's to dispose of.</param>
    /// <param name="host">Used for this server alone.</param>
    /// <param name="clock">Gives the times that are recorded.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="InputException">The address needs keys and there are none, the port is taken, or a feed names a series with bars of another length.</exception>
    public static async Task<VaneServer> StartAsync(Workspace workspace, ServerHost host, TimeProvider clock, CancellationToken cancel = default)
    {
        var options = host.Options;
        var copies = CopiesOf(workspace.Location, options);
        var keys = new KeyRing(workspace, copies, clock);
        keys.RequireFor(options.Address);
        var feeds = new BarFeeds(workspace, options.Feeds, options.Model, clock);
        var app = await host.App;
        Build(app, workspace, options, clock, keys, copies, feeds);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException failure) when (failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await app.DisposeAsync();
            throw Ports.Taken(options.Port);
        }

        return new VaneServer(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Whether a server over this store ran on this machine before, so that it can forecast while the store is away.</summary>
    /// <param name="location">The store.</param>
    /// <param name="options">Where models are held.</param>
    public static bool CanOutlive(WorkspaceLocation location, ServerOptions options) => CopiesOf(location, options)?.Find(KeyRing.CopyName) is not null;

    /// <summary>Why the model that a server is started with cannot answer yet, and what to do; null where it can, or none is named.</summary>
    /// <param name="workspace">Where it is looked for.</param>
    /// <param name="options">What names it.</param>
    public static string? MissingModel(Workspace workspace, ServerOptions options) => ServedModels.MissingOf(workspace, options.Model);

    /// <summary>Waits until the token asks to stop, then lets running requests finish.</summary>
    public async Task WaitForStopAsync(CancellationToken cancel)
    {
        await _app.WaitForShutdownAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static LocalCopies? CopiesOf(WorkspaceLocation location, ServerOptions options) =>
        (options.Cache ?? (location.IsElsewhere ? Path.Combine(location.Folder, "cache") : null)) is { } folder
            ? new LocalCopies(folder, $"{location.Store} {location.Artifacts}", (long)options.CacheMegabytes << 20)
            : null;

    private static void Build(WebApplication app, Workspace workspace, ServerOptions options, TimeProvider clock, KeyRing keys, LocalCopies? copies, BarFeeds feeds)
    {
        var logger = app.Services.GetRequiredService<ILogger<VaneServer>>();
        var audit = new AuditWriter(workspace.Audit, clock, lost => Log.EntriesLost(logger, lost, "audit log"));
        app.Lifetime.ApplicationStopped.Register(audit.Dispose);
        var collector = new RestingCollector();
        app.Lifetime.ApplicationStopped.Register(collector.Dispose);
        var telemetry = Telemetry.Start(options.Collector);
        app.Lifetime.ApplicationStopped.Register(() => telemetry?.Dispose());
        var (meters, models, experiments) = (new RequestMeters(), new ServedModels(workspace, options.Model, copies, clock, logger), new ExperimentReports(workspace));
        var answers = options.Role == ServerRole.Worker ? null
            : new BatchWriter<Answer>(workspace.Forecasts.Log, clock, lost => Log.EntriesLost(logger, lost, "forecast log"));
        var probes = new Probes(workspace, meters, new OutageMeters(workspace, answers, audit), models, experiments, feeds);

        app.Use(meters.Count);
        app.Use(SecurityHeaders.Add);
        app.Use(new Failures(logger).Catch);
        app.Use(new HostGuard(options.AllowedHosts).Check);
        app.Use(OriginGuard.Check);
        app.Use(PathGuard.Check);
        app.Use(probes.HealthFirst);
        app.UseRouting();
        if (options.Role != ServerRole.Worker)
        {
            app.Use(DashboardPages.Unknown);
        }

        // Routes are mapped when they are first asked for, and what looks for work begins after that: /health is answered before both, and no other request shall wait for them.
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStarted.Register(() => Task.Run(async () =>
        {
            await Task.Delay(FirstAnswers);
            try
            {
                _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
            }
            finally
            {
                listening.SetResult();
            }
        }));
        var (sessions, wrong) = (new Sessions(keys, clock), new WrongKeys(clock));
        app.Use(new Gate(keys, sessions, wrong, audit).Check);
        app.UseRequestDecompression();
        app.Use(EncodingGuard.Check);
        app.Use(ApiProblems.Guard);
        app.Use(JsonGuard.Check);
        var known = new KnownForecasts();
        var isWorking = options.Role != ServerRole.Api;
        var worker = new ForecastWorker(workspace, models, experiments, known, isWorking ? listening.Task : null, logger);
        var jobs = isWorking ? new JobWorker(workspace, TimeSpan.FromSeconds(options.LeaseSeconds), listening.Task, clock, logger) : null;
        var alerts = isWorking && options.Alerts is { } told ? new AlertSender(workspace, told, clock, logger) : null;
        app.Lifetime.ApplicationStopped.Register(models.Dispose);
        foreach (var work in new IAsyncDisposable?[] { worker, jobs, alerts })
        {
            app.Lifetime.ApplicationStopped.Register(() => work?.DisposeAsync().AsTask().GetAwaiter().GetResult());
        }

        if (isWorking)
        {
            app.Lifetime.ApplicationStarted.Register(() => feeds.Start(worker, logger));
        }

        app.Lifetime.ApplicationStopping.Register(() => feeds.DisposeAsync().AsTask().GetAwaiter().GetResult());
        probes.Map(app);
        if (answers is null)
        {
            return;
        }

        app.Lifetime.ApplicationStopped.Register(answers.Dispose);
        var feed = new EventFeed(workspace, clock);
        app.Lifetime.ApplicationStopping.Register(feed.Dispose);
        LaterRoutes.Add(app, routes =>
        {
            new MlflowEndpoints(workspace).Map(routes);
            ApiEndpoints.Map(routes, workspace, clock);
            new SessionApi(keys, sessions, wrong, audit).Map(ApiEndpoints.Group(routes, "session"));
            new EventsApi(feed, keys, clock, app.Lifetime.ApplicationStopping).Map(routes.MapGroup(ApiEndpoints.Prefix));
            DashboardPages.Map(routes);
            new PredictRoutes(models, new SeriesAnswers(workspace, models, known, options.AllowUnproven, clock), answers, clock).Map(routes);
            var series = ApiEndpoints.Group(routes, "series");
            SeriesApi.Map(series, workspace, worker, feeds);
            SeriesHealthApi.Map(series, workspace, models);
            RetrainingApi.Map(series, workspace, jobs?.Retraining);
            BackfillApi.Map(series, workspace);
            ExperimentsApi.Map(ApiEndpoints.Group(routes, "experiments"), workspace, experiments, worker, options.AllowUnproven);
        });
    }
}
