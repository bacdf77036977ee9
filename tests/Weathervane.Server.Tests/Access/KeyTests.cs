using System.Text;
using System.Text.Json.Nodes;
using Weathervane.Store.Access;
using Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Access;

/// <summary>Keys: shown once, kept as a hash, known to every server within a second.</summary>
public sealed class KeyTests
{
    private const string Search = "/api/2.0/mlflow/runs/search", Create = "/api/2.0/mlflow/experiments/create";

    [Fact]
    public async Task From_the_first_key_on_callers_must_show_one_as_bearer_or_as_the_password_of_basic()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Write).Text);
        Assert.Equal(401, (await Ask(server)).Status);
        Assert.Equal(401, (await Ask(server, "Bearer vane_0000000000000000_x")).Status);
        Assert.Equal(401, (await Ask(server, "Bearer " + text[..^1])).Status);
        Assert.Equal(401, (await Ask(server, "Basic !!!")).Status);
        Assert.Equal(200, (await Ask(server, "Bearer " + text)).Status);
        Assert.Equal(200, (await Ask(server, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + text)))).Status);
        Assert.Equal(200, (await server.Client.Send("GET", "/health")).Status);
    }

    [Fact]
    public async Task Roles_let_read_search_write_log_and_nothing_more()
    {
        var (read, write) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
            (read, write) = (w.Keys.Create("r", Role.Read).Text, w.Keys.Create("w", Role.Write).Text));
        Assert.Equal(200, (await Ask(server, "Bearer " + read)).Status);
        Assert.Equal(403, (await Write(server, read, "one")).Status);
        Assert.Equal(403, (await server.Client.Send("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/x", "x", headers: ("Authorization", "Bearer " + read))).Status);
        Assert.Equal(200, (await Write(server, write, "two")).Status);
    }

    [Theory]
    [InlineData("POST", "/api/v1/models/m/promote", """{"version":2,"reason":"x","force":true}""")]
    [InlineData("POST", "/api/v1/models/m/rollback", """{"reason":"x"}""")]
    [InlineData("PUT", "/api/v1/models/m/aliases/champion", """{"version":2}""")]
    [InlineData("DELETE", "/api/v1/models/m/aliases/champion", null)]
    [InlineData("DELETE", "/api/v1/models/m/versions/3?reason=x", null)]
    [InlineData("DELETE", "/api/v1/models/m?reason=x", null)]
    [InlineData("POST", "/api/2.0/mlflow/registered-models/alias", """{"name":"m","alias":"champion","version":"2"}""")]
    [InlineData("DELETE", "/api/2.0/mlflow/registered-models/alias", """{"name":"m","alias":"champion"}""")]
    [InlineData("DELETE", "/api/2.0/mlflow/model-versions/delete", """{"name":"m","version":"3"}""")]
    [InlineData("DELETE", "/ajax-api/2.0/mlflow/registered-models/delete", """{"name":"m"}""")]
    public async Task Which_version_is_the_champion_only_an_admin_says_by_hand(string method, string path, string? body)
    {
        var (write, admin) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            (write, admin) = (w.Keys.Create("w", Role.Write).Text, w.Keys.Create("a", Role.Admin).Text);
            for (var i = 0; i < 3; i++)
            {
                w.Models.SetAlias(w.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1] }), ModelName.Champion, "ada", "");
            }
        });
        var (status, refused) = await server.Client.Send(method, path, body, headers: ("Authorization", "Bearer " + write));
        Assert.Equal(403, status);
        Assert.Contains("role write", refused, StringComparison.Ordinal);
        Assert.Equal(3, server.Workspace.Models.Resolve("m").Version);
        Assert.Equal(200, (await server.Client.Send(method, path, body, headers: ("Authorization", "Bearer " + admin))).Status);
        Assert.NotEqual(3, server.Workspace.Models.AliasAt("m", ModelName.Champion, DateTimeOffset.MaxValue)?.Version);
    }

    [Theory]
    [InlineData("Recipe", null)]
    [InlineData("Refresh", 1)]
    [InlineData("First", null)]
    public async Task A_word_of_the_gate_that_the_caller_could_make_up_replaces_no_champion(string kind, int? refreshOf)
    {
        var (write, admin) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            (write, admin) = (w.Keys.Create("w", Role.Write).Text, w.Keys.Create("a", Role.Admin).Text);
            w.Models.SetAlias(w.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1] }), ModelName.Champion, "ada", "");
            w.Models.Register(new NewVersion { Name = "m", Author = "eve", Model = [1] });
        });
        var word = $$"""{"kind":"{{kind.ToLowerInvariant()}}","promote":true,"proven":true,"why":"it beats all","refreshOf":{{refreshOf?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}}}""";
        var (status, text) = await server.Client.Send("POST", "/api/v1/models/m/versions/2/gate", word, headers: ("Authorization", "Bearer " + write));
        Assert.True(status == 200, text);
        Assert.False(JsonNode.Parse(text)!["promoted"]!.GetValue<bool>());
        Assert.Contains("an admin promotes it with 'vane models promote m:2", JsonNode.Parse(text)!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, server.Workspace.Models.Resolve("m").Version);

        // Nor once the champion was taken away: the first of a model is the one before which there was none.
        server.Workspace.Models.RemoveAlias("m", ModelName.Champion, "ada", "out of use");
        Assert.False(JsonNode.Parse((await server.Client.Send("POST", "/api/v1/models/m/versions/2/gate", word, headers: ("Authorization", "Bearer " + write))).Body)!["promoted"]!.GetValue<bool>());
        Assert.True(JsonNode.Parse((await server.Client.Send("POST", "/api/v1/models/m/versions/2/gate", word, headers: ("Authorization", "Bearer " + admin))).Body)!["promoted"]!.GetValue<bool>());
        Assert.Equal(2, server.Workspace.Models.Resolve("m").Version);
    }

    [Fact]
    public async Task The_first_champion_is_made_by_whoever_may_write()
    {
        var write = "";
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            write = w.Keys.Create("w", Role.Write).Text;
            w.Models.Register(new NewVersion { Name = "m", Author = "eve", Model = [1] });
        });
        Assert.Equal(200, (await server.Client.Send("POST", "/api/v1/models/m/versions/1/gate", """{"kind":"first","promote":true,"proven":false,"why":"there is none"}""", headers: ("Authorization", "Bearer " + write))).Status);
        Assert.Equal(1, server.Workspace.Models.AliasAt("m", ModelName.Champion, DateTimeOffset.MaxValue)?.Version);
    }

    [Fact]
    public async Task Of_words_for_a_first_champion_that_come_at_once_one_makes_it()
    {
        const int Versions = 12;
        var write = "";
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            write = w.Keys.Create("w", Role.Write).Text;
            for (var i = 0; i < Versions; i++)
            {
                w.Models.Register(new NewVersion { Name = "m", Author = "eve", Model = [1] });
            }
        });
        const string Word = """{"kind":"first","promote":true,"proven":false,"why":"there is none"}""";
        var answers = await Task.WhenAll(Enumerable.Range(1, Versions).Select(v => server.Client.Send("POST", $"/api/v1/models/m/versions/{v}/gate", Word, headers: ("Authorization", "Bearer " + write))));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Single(answers, a => JsonNode.Parse(a.Body)!["promoted"]!.GetValue<bool>());
        Assert.Single(server.Workspace.Models.Moves("m"), m => m.Alias == ModelName.Champion);
    }

    [Fact]
    public async Task Which_model_answers_for_a_series_only_an_admin_changes()
    {
        var (write, admin) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            (write, admin) = (w.Keys.Create("w", Role.Write).Text, w.Keys.Create("a", Role.Admin).Text);
            w.Series.Put("s", "1h", ["m"]);
            w.Series.Put("bars", "1h", []);
        });
        Assert.Equal(403, await Put("s", """["n","m"]""", write));
        Assert.Equal(403, await Put("s", "[]", write));
        Assert.Equal(200, await Put("s", """["m","n"]""", write));
        Assert.Equal(200, await Put("bars", """["n"]""", write));
        Assert.Equal(200, await Put("new", """["n"]""", write));
        Assert.Equal(200, await Put("s", """["n"]""", admin));

        async Task<int> Put(string series, string models, string key) =>
            (await server.Client.Send("PUT", "/api/v1/series/" + series, $$"""{"interval":"1h","models":{{models}}}""", headers: ("Authorization", "Bearer " + key))).Status;
    }

    [Fact]
    public async Task Other_aliases_and_versions_are_moved_and_deleted_by_who_may_write()
    {
        var write = "";
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            write = w.Keys.Create("w", Role.Write).Text;
            w.Models.SetAlias(w.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1] }), ModelName.Champion, "ada", "");
            w.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1] });
            w.Models.Register(new NewVersion { Name = "n", Author = "ada", Model = [1] });
        });
        Assert.Equal(200, await Status("PUT", "/api/v1/models/m/aliases/trial", """{"version":2}"""));
        Assert.Equal(200, await Status("DELETE", "/api/v1/models/m/aliases/trial"));
        Assert.Equal(200, await Status("POST", "/api/2.0/mlflow/registered-models/alias", """{"name":"m","alias":"trial","version":"2"}"""));
        Assert.Equal(200, await Status("DELETE", "/api/v1/models/m/versions/2?reason=x"));
        Assert.Equal(200, await Status("DELETE", "/api/v1/models/n?reason=x"));

        async Task<int> Status(string method, string path, string? body = null) =>
            (await server.Client.Send(method, path, body, headers: ("Authorization", "Bearer " + write))).Status;
    }

    [Fact]
    public async Task Revoked_and_expired_keys_stop_working_within_a_second_at_a_server_that_runs()
    {
        ApiKey? key = null;
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => (key, text) = w.Keys.Create("ada", Role.Read));
        Assert.Equal(200, (await Ask(server, "Bearer " + text)).Status);
        server.Workspace.Keys.Revoke(key!.Id);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(401, (await Ask(server, "Bearer " + text)).Status);
        Assert.Throws<InputException>(() => server.Workspace.Keys.Revoke(key.Id));
        Assert.False((key with { Expires = key.Created.AddDays(1) }).WorksAt(key.Created.AddDays(1)));
    }

    [Fact]
    public async Task The_store_holds_no_secret()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Admin).Text);
        Assert.Equal(200, (await Write(server, text, "x")).Status);
        // vane_ID_SECRET, and the secret itself may hold the sign.
        var secret = Encoding.UTF8.GetBytes(text.Split('_', 3)[2]);
        foreach (var file in Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            Assert.True(bytes.ToArray().AsSpan().IndexOf(secret) < 0, file);
        }
    }

    [Fact]
    public async Task Many_wrong_keys_are_answered_with_a_request_to_wait_and_keys_that_work_pass()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Read).Text);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(401, (await Ask(server, $"Bearer vane_{i:x16}_wrong")).Status);
        }

        Assert.Equal(429, (await Ask(server, "Bearer vane_0000000000000000_wrong")).Status);
        Assert.Equal(200, (await Ask(server, "Bearer " + text)).Status);
        Assert.Equal(401, (await Ask(server)).Status);
    }

    [Fact]
    public async Task Every_write_and_every_refusal_is_in_the_audit_log_with_its_caller()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Write).Text);
        await Write(server, text, "kept");
        await Ask(server);
        await Ask(server, "Bearer " + text);
        IReadOnlyList<AuditEntry> entries = [];
        for (var i = 0; i < 100 && entries.Count < 2; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            entries = server.Workspace.Audit.Newest(10);
        }

        Assert.Equal([(401, Search), (200, Create)], entries.Select(e => (e.Status, e.Path)));
        Assert.Equal(("local", "POST"), (entries[0].Caller, entries[0].Method));
        Assert.StartsWith("ada (", entries[1].Caller, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", entries[1].Address);
    }

    [Fact]
    public async Task What_a_client_without_a_key_can_make_the_audit_log_and_the_metrics_keep_is_bounded()
    {
        var text = "";
        var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Write).Text);
        try
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(401, (await server.Client.Send("XX" + i, "/" + new string('a', 5000))).Status);
            }

            for (var i = 0; i < 30; i++)
            {
                Assert.Equal(200, (await Write(server, text, "kept" + i)).Status);
            }

            var metrics = (await server.Client.Send("GET", "/metrics", headers: ("Authorization", "Bearer " + text))).Body;
            Assert.DoesNotContain("XX", metrics, StringComparison.Ordinal);
            Assert.Contains("method=\"other\",route=\"none\",status=\"401\"", metrics, StringComparison.Ordinal);
            // The entries that wait are stored when it stops.
            await server.StopAsync();
            var entries = server.Workspace.Audit.Newest(1000);
            Assert.Equal(30, entries.Count(e => e.Path == Create && e.Caller.StartsWith("ada (", StringComparison.Ordinal)));
            var refused = entries.Where(e => e.Status == 401).ToList();
            Assert.Equal(21, refused.Count);
            Assert.All(refused, e => Assert.Equal("other", e.Method));
            Assert.Single(refused, e => e.Path == "(30 more refusals within a minute)" && e.Address == "127.0.0.1");
            Assert.Equal(20, refused.Count(e => e.Path == "/" + new string('a', 1023) + "... (cut, 5001 characters)"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_of_events_ends_with_its_key()
    {
        ApiKey? key = null;
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => (key, text) = w.Keys.Create("ada", Role.Read));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + text);
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        server.Workspace.Keys.Revoke(key!.Id);
        // Five minutes is as long as a stream of a key that works.
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static Task<(int Status, string Body)> Ask(RunningServer server, string? authorization = null) =>
        server.Client.Send("POST", Search, """{"experiment_ids":["0"]}""", headers: authorization is null ? [] : [("Authorization", authorization)]);

    private static Task<(int Status, string Body)> Write(RunningServer server, string key, string name) =>
        server.Client.Send("POST", Create, $$"""{"name":"{{name}}"}""", headers: ("Authorization", "Bearer " + key));
}
