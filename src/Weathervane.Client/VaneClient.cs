using Weathervane.Client.Experiments;
using Weathervane.Client.Http;
using Weathervane.Client.Models;
using Weathervane.Client.Runs;
using Weathervane.Client.Studies;

namespace Weathervane.Client;

/// <summary>A server started by <c>vane serve</c>, asked through its own API. One client may be used by any number of threads at once.</summary>
/// <remarks>Every call throws <see cref="VaneException"/> when the server refuses or cannot be reached,
/// <see cref="OperationCanceledException"/> when its token asks to stop, and <see cref="ArgumentException"/> for a name that is empty or has a part of mere dots.</remarks>
/// <example><code>
/// using var vane = new VaneClient("http://127.0.0.1:5180", new ClientOptions { Key = Environment.GetEnvironmentVariable("VANE_API_KEY") });
/// var champion = await vane.Models.ResolveAsync("btc");
/// var run = await vane.Runs.CreateAsync(new NewRun { Name = "sp500", User = "ada" });
/// await vane.Runs.LogMetricAsync(run.Id, "log_loss", 0.6921);
/// await vane.Runs.FinishAsync(run.Id, RunStatus.Finished);
/// </code></example>
public sealed class VaneClient : IDisposable
{
    private readonly Connection _connection;

    /// <summary>Prepares to ask a server; nothing is sent yet.</summary>
    /// <param name="server">Its address: <c>http://127.0.0.1:5180</c>.</param>
    /// <param name="options">Key, name and patience; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or holds a user, a query or a fragment; or the key cannot be sent.</exception>
    public VaneClient(string server, ClientOptions? options = null)
    {
        _connection = new Connection(server, options ?? new ClientOptions());
        Models = new ModelsClient(_connection);
        Runs = new RunsClient(_connection);
        Studies = new StudiesClient(_connection);
        Experiments = new ExperimentsClient(_connection);
    }

    /// <summary>Registered models, their versions, aliases and files.</summary>
    public ModelsClient Models { get; }

    /// <summary>Runs with their metrics, parameters, tags and files.</summary>
    public RunsClient Runs { get; }

    /// <summary>Searches over parameters.</summary>
    public StudiesClient Studies { get; }

    /// <summary>A/B experiments on live forecasts.</summary>
    public ExperimentsClient Experiments { get; }

    /// <summary>The version of the server's program: <c>0.1.0</c>.</summary>
    public async Task<string> VersionAsync(CancellationToken cancel = default) => (await _connection.TextAsync("/version", cancel)).Trim();

    /// <summary>Returns once the server says that it listens.</summary>
    public Task CheckHealthAsync(CancellationToken cancel = default) => _connection.TextAsync("/health", cancel);

    /// <summary>Returns once the server says that its store answers; it is asked just then.</summary>
    public Task CheckReadyAsync(CancellationToken cancel = default) => _connection.TextAsync("/ready", cancel);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
