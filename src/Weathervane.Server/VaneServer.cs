using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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
    public static async Task<VaneServer> StartAsync(
        Workspace workspace, ServerOptions options, TimeProvider clock, Action<ILoggingBuilder>? log = null, CancellationToken cancel = default)
    {
        var copies = CopiesOf(workspace.Location, options);
        var keys = new KeyRing(workspace, copies, clock);
        keys.RequireFor(options.Address);
        var feeds = new BarFeeds(workspace, options.Feeds, options.Model, clock);
        var app = Build(workspace, options, clock, keys, copies, feeds, log);
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

    private static WebApplication Build(Workspace workspace, ServerOptions options, TimeProvider clock, KeyRing keys, LocalCopies? copies, BarFeeds feeds, Action<ILoggingBuilder>? log)
    {
        // Store calls wait for the disk, each on a thread of the pool: without these the pool would grow by one or two a second.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 64), ports);

        // Nothing is read but what is said here: no appsettings.json that happens to lie in the folder, no variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        log?.Invoke(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestDecompression();
        ApiEndpoints.AddServices(builder.Services);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(options.StopSeconds));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 64 << 10;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                if (options.CertificatePath is { } certificate)
                {
                    listen.UseHttps(Certificates.Read(certificate, options.CertificateKeyPath));
                }
            });
        });
        var app = builder.Build();
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

        // Routes are built when they are first asked for; nobody shall wait for that.
        app.Lifetime.ApplicationStarted.Register(() => Task.Run(() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints));
        var (sessions, wrong) = (new Sessions(keys, clock), new WrongKeys(clock));
        app.Use(new Gate(keys, sessions, wrong, audit).Check);
        app.UseRequestDecompression();
        app.Use(EncodingGuard.Check);
        app.Use(ApiProblems.Guard);
        app.Use(JsonGuard.Check);
        var known = new KnownForecasts();
        var isWorking = options.Role != ServerRole.Api;
        var worker = new ForecastWorker(workspace, models, experiments, known, isWorking, logger);
        var jobs = isWorking ? new JobWorker(workspace, TimeSpan.FromSeconds(options.LeaseSeconds), clock, logger) : null;
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
            return app;
        }

        new MlflowEndpoints(workspace).Map(app);
        ApiEndpoints.Map(app, workspace, clock);
        new SessionApi(keys, sessions, wrong, audit).Map(ApiEndpoints.Group(app, "session"));
        var feed = new EventFeed(workspace, clock);
        app.Lifetime.ApplicationStopping.Register(feed.Dispose);
        new EventsApi(feed, keys, clock, app.Lifetime.ApplicationStopping).Map(app.MapGroup(ApiEndpoints.Prefix));
        DashboardPages.Map(app);
        app.Lifetime.ApplicationStopped.Register(answers.Dispose);
        new PredictRoutes(models, new SeriesAnswers(workspace, models, known, options.AllowUnproven, clock), answers, clock).Map(app);
        var series = ApiEndpoints.Group(app, "series");
        SeriesApi.Map(series, workspace, worker, feeds);
        SeriesHealthApi.Map(series, workspace, models);
        RetrainingApi.Map(series, workspace, jobs?.Retraining);
        BackfillApi.Map(series, workspace);
        ExperimentsApi.Map(ApiEndpoints.Group(app, "experiments"), workspace, experiments, worker, options.AllowUnproven);
        return app;
    }
}
