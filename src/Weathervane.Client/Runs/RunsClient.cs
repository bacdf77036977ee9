using System.Globalization;
using System.Runtime.CompilerServices;
using Weathervane.Client.Http;
using Weathervane.Client.Studies;

namespace Weathervane.Client.Runs;

/// <summary>Runs of a server. What a call returned from is on the server's disk.</summary>
public sealed class RunsClient
{
    private const string Root = "/api/v1/runs";
    private readonly Connection _connection;

    internal RunsClient(Connection connection) => _connection = connection;

    /// <summary>Starts a run, and its experiment if there is none of that name.</summary>
    public Task<Run> CreateAsync(NewRun run, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Root, run, VaneJson.Default.NewRun, VaneJson.Default.Run, cancel);

    /// <summary>Adds metrics, parameters and tags: all of them or nothing.</summary>
    public Task LogAsync(string id, RunLog log, CancellationToken cancel = default) => _connection.SendAsync(HttpMethod.Post, Of(id) + "/log", log, VaneJson.Default.RunLog, cancel);

    /// <summary>Adds one value of one metric.</summary>
    public Task LogMetricAsync(string id, string key, double value, long step = 0, CancellationToken cancel = default) =>
        LogAsync(id, new RunLog { Metrics = [new MetricPoint(key, value, step)] }, cancel);

    /// <summary>Ends a run.</summary>
    public Task FinishAsync(string id, RunStatus status, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Of(id) + "/finish", new Finish(status), VaneJson.Default.Finish, cancel);

    /// <summary>Marks a run as deleted; nothing of it is lost.</summary>
    public Task DeleteAsync(string id, CancellationToken cancel = default) => _connection.DeleteAsync(Of(id), cancel);

    /// <summary>One run, deleted or not, by its id or the first digits of it (at least 4).</summary>
    public Task<Run> GetAsync(string id, CancellationToken cancel = default) => _connection.GetAsync(Of(id), VaneJson.Default.Run, cancel);

    /// <summary>Runs, the newest first.</summary>
    /// <param name="limit">Most runs, 1 to 50,000.</param>
    /// <param name="experiment">Only runs of the experiment of this name; null is all.</param>
    /// <param name="status">Only runs in this state; null is all.</param>
    /// <param name="deleted">Deleted runs too.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<IReadOnlyList<Run>> NewestAsync(int limit = 100, string? experiment = null, RunStatus? status = null, bool deleted = false, CancellationToken cancel = default) =>
        _connection.GetAsync(
            Connection.Query(Root + "/newest", ("limit", Text(limit)), ("experiment", experiment), ("status", status?.ToString()), ("deleted", deleted ? "true" : null)),
            VaneJson.Default.IReadOnlyListRun,
            cancel);

    /// <summary>Every run that a filter finds, asked for page by page as they are taken.</summary>
    public async IAsyncEnumerable<Run> SearchAsync(RunSearch search, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        string? token = null;
        do
        {
            var page = await PageAsync(search, token, cancel);
            foreach (var run in page.Items)
            {
                yield return run;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    /// <summary>One page of the runs that a filter finds.</summary>
    /// <param name="search">What is searched for.</param>
    /// <param name="token">The page before's token; null for the first page.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Page<Run>> PageAsync(RunSearch search, string? token = null, CancellationToken cancel = default) => _connection.GetAsync(
        Connection.Query(
            Root,
            [
                ("filter", search.Filter), ("limit", Text(search.PageSize)), ("pageToken", token),
                .. search.OrderBy.Select(o => ("orderBy", (string?)o)), .. search.Experiments.Select(e => ("experiment", (string?)Text(e))),
            ]),
        VaneJson.Default.PageRun,
        cancel);

    /// <summary>Every value that was logged of a metric, by step, then time, then value; asked for page by page as they are taken.</summary>
    public async IAsyncEnumerable<MetricPoint> HistoryAsync(string id, string key, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        string? token = null;
        do
        {
            var page = await _connection.GetAsync(
                Connection.Query($"{Of(id)}/metrics/{Connection.Parts(key)}", ("limit", "10000"), ("pageToken", token)), VaneJson.Default.PageMetricPoint, cancel);
            foreach (var point in page.Items)
            {
                yield return point;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    /// <summary>The searches of a run, in the order they were started.</summary>
    public Task<IReadOnlyList<StudyOfRun>> StudiesAsync(string id, CancellationToken cancel = default) =>
        _connection.GetAsync(Of(id) + "/studies", VaneJson.Default.IReadOnlyListStudyOfRun, cancel);

    /// <summary>Starts a search of a run whose trials the caller makes; they are added by <see cref="StudiesClient.AddTrialAsync"/>.</summary>
    /// <param name="study">The search; its run counts.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<StudyOfRun> StartStudyAsync(Study study, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Of(study.RunId) + "/studies", study, VaneJson.Default.Study, VaneJson.Default.StudyOfRun, cancel);

    /// <summary>Keeps what a run tries; call it before its verdict is known, so that none can be left out.</summary>
    /// <param name="id">The run.</param>
    /// <param name="tries">What it tries.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What was tried before on the series for the label at times that overlap, by anyone, in the order it was kept.</returns>
    public Task<IReadOnlyList<KeptTry>> TryAsync(string id, NewTries tries, CancellationToken cancel = default) =>
        _connection.SendAsync(HttpMethod.Post, Of(id) + "/tries", tries, VaneJson.Default.NewTries, VaneJson.Default.IReadOnlyListKeptTry, cancel);

    /// <summary>What a run tried, in the order it was kept.</summary>
    public Task<IReadOnlyList<KeptTry>> TriesAsync(string id, CancellationToken cancel = default) => _connection.GetAsync(Of(id) + "/tries", VaneJson.Default.IReadOnlyListKeptTry, cancel);

    /// <summary>Records a look at held-out bars; call it before looking, so that a crash cannot hide it.</summary>
    /// <param name="id">The run.</param>
    /// <param name="look">What it looks at.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The how-manieth look this is at a span of this series that overlaps, by anyone; from 1.</returns>
    public async Task<int> LookAsync(string id, NewLook look, CancellationToken cancel = default) =>
        (await _connection.SendAsync(HttpMethod.Post, Of(id) + "/looks", look, VaneJson.Default.NewLook, VaneJson.Default.LookNumber, cancel)).Number;

    /// <summary>Records a look at held-out bars through forecasts that no run of the server made; call it before looking.</summary>
    /// <param name="look">What is looked at.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The how-manieth look this is at a span of this series that overlaps, by anyone; from 1.</returns>
    public async Task<int> LookAsync(NewLook look, CancellationToken cancel = default) =>
        (await _connection.SendAsync(HttpMethod.Post, Root + "/looks", look, VaneJson.Default.NewLook, VaneJson.Default.LookNumber, cancel)).Number;

    /// <summary>All looks at the held-out bars of a series, in the order they were taken.</summary>
    public Task<IReadOnlyList<HoldoutLook>> LooksAsync(string series, CancellationToken cancel = default) =>
        _connection.GetAsync(Connection.Query(Root + "/looks", ("series", series)), VaneJson.Default.IReadOnlyListHoldoutLook, cancel);

    /// <summary>The files of a run, by name.</summary>
    public Task<IReadOnlyList<StoredFile>> FilesAsync(string id, CancellationToken cancel = default) =>
        _connection.GetAsync(Of(id) + "/files", VaneJson.Default.IReadOnlyListStoredFile, cancel);

    /// <summary>Stores a file of a run, of any size in little memory.</summary>
    /// <param name="id">The run.</param>
    /// <param name="name">The file's path below the run, with '/'.</param>
    /// <param name="content">Read from its position to its end; stays the caller's to dispose of.</param>
    /// <param name="cancel">Gives up; nothing is stored then.</param>
    public Task<StoredFile> UploadAsync(string id, string name, Stream content, CancellationToken cancel = default) =>
        _connection.UploadAsync($"{Of(id)}/files/{Connection.Parts(name)}", content, VaneJson.Default.StoredFile, cancel);

    /// <summary>Writes a file of a run to a stream as it arrives; its SHA-256 is compared at the end.</summary>
    /// <param name="id">The run.</param>
    /// <param name="file">One of <see cref="FilesAsync"/>.</param>
    /// <param name="destination">Stays open.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="VaneException">Also where the content is not what was stored; what was written is of no use then.</exception>
    public Task DownloadAsync(string id, StoredFile file, Stream destination, CancellationToken cancel = default) =>
        _connection.DownloadAsync($"{Of(id)}/files/{Connection.Parts(file.Name)}", file, destination, cancel);

    private static string Of(string id) => $"{Root}/{Connection.Part(id)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
