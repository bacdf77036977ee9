using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Weathervane.Server.Tests.Operation;

/// <summary>A fault of the server's own is told as one: 500 in the form of the API that was asked, and nothing of the program.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("GET", "/api/v1/runs", null, "detail")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u"}""", "detail")]
    [InlineData("GET", "/api/v1/runs/0123/files", null, "detail")]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", """{"experiment_ids":["0"]}""", "message")]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts/a", null, "message")]
    public async Task A_store_that_is_taken_away_is_a_500_with_a_body_and_no_trace(string method, string target, string? body, string told)
    {
        await using var server = await RunningServer.StartAsync();
        server.Workspace.Dispose();
        var (status, text) = await server.Client.Send(method, target, body);
        Assert.Equal((500, true), (status, text.Length > 0));
        Assert.Contains("Its log says more", JsonNode.Parse(text)![told]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Weathervane.", text, StringComparison.Ordinal);
        Assert.Equal("OK", (await server.Client.Send("GET", "/health")).Body);
    }

    [Theory]
    [InlineData("GET", "/api/v1/runs", null, "detail")]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", """{"experiment_ids":["0"]}""", "message")]
    public async Task A_table_that_is_taken_away_is_told_by_the_route(string method, string target, string? body, string told)
    {
        await using var server = await RunningServer.StartAsync();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "store.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var drop = database.CreateCommand();
            drop.CommandText = "PRAGMA foreign_keys=OFF; ALTER TABLE runs RENAME TO lost";
            await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (status, text) = await server.Client.Send(method, target, body);
        Assert.Equal(500, status);
        Assert.Contains("Its log says more", JsonNode.Parse(text)![told]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
