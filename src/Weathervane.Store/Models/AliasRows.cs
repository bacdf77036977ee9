using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>The moves of aliases, of which the last one says where an alias stands.</summary>
internal static class AliasRows
{
    internal static void Add(DbConnection connection, long model, AliasMove move) => connection.Execute(
        """
        INSERT INTO alias_moves (move_id, registered_model_id, alias, version, kind, moved_ms, moved_by, reason, evidence)
        VALUES (@id, @model, @Alias, @Version, @kind, @ms, @By, @Reason, @Evidence)
        """,
        new
        {
            id = Counter.Next(connection, "alias_move"),
            model,
            move.Alias,
            move.Version,
            kind = NameOf(move.Kind),
            ms = move.Time.ToUnixTimeMilliseconds(),
            move.By,
            move.Reason,
            move.Evidence,
        });

    /// <summary>All moves of a model's aliases, in the order they were made.</summary>
    internal static List<AliasMove> Moves(DbConnection connection, long model, string name) => connection.Query<MoveRow>(
        "SELECT alias, version, kind, moved_ms, moved_by, reason, evidence FROM alias_moves WHERE registered_model_id = @model ORDER BY move_id",
        new { model })
        .Select(r => new AliasMove(
            name, r.Alias, r.Version, Enum.Parse<MoveKind>(r.Kind, ignoreCase: true), Instant.FromMs(r.MovedMs), r.MovedBy, r.Reason, r.Evidence))
        .ToList();

    /// <summary>Each alias of each model that there was at a moment, where its last move until then had put it.</summary>
    internal static List<AliasStanding> StandingAt(DbConnection connection, DateTimeOffset time) => connection.Query<StandingRow>(
        """
        SELECT r.name, m.alias, m.version, m.moved_ms, m.moved_by, m.reason, v.deleted_ms
        FROM alias_moves m
        JOIN registered_models r ON r.registered_model_id = m.registered_model_id
        JOIN model_versions v ON v.registered_model_id = m.registered_model_id AND v.version = m.version
        WHERE r.created_ms <= @ms AND (r.deleted_ms IS NULL OR r.deleted_ms > @ms)
        AND m.move_id = (SELECT max(l.move_id) FROM alias_moves l
                         WHERE l.registered_model_id = m.registered_model_id AND l.alias = m.alias AND l.moved_ms <= @ms)
        ORDER BY r.name, m.alias
        """,
        new { ms = time.ToUnixTimeMilliseconds() })
        .Select(r => new AliasStanding(r.Name, r.Alias, r.Version, Instant.FromMs(r.MovedMs), r.MovedBy, r.Reason, Instant.FromMs(r.DeletedMs)))
        .ToList();

    /// <summary>Each alias that stands somewhere, with its version.</summary>
    internal static Dictionary<string, long> Current(IEnumerable<AliasMove> moves) => moves
        .GroupBy(m => m.Alias)
        .Select(g => g.Last())
        .Where(m => m.Version is not null)
        .ToDictionary(m => m.Alias, m => m.Version!.Value);

    /// <summary>The version to go back to: the one that held the alias before the version that holds it now came.</summary>
    /// <param name="moves">The moves of one alias, in order.</param>
    /// <param name="living">Versions that were not deleted.</param>
    /// <returns>null when there is none.</returns>
    internal static long? Previous(IEnumerable<AliasMove> moves, IReadOnlySet<long> living)
    {
        // Going back twice must not come forth again: a rollback takes versions off the pile instead of adding one.
        var pile = new Stack<long>();
        long? current = null;
        foreach (var move in moves)
        {
            current = move.Version;
            if (move.Kind == MoveKind.Rollback)
            {
                while (pile.Peek() != move.Version)
                {
                    pile.Pop();
                }
            }
            else if (move.Version is { } version)
            {
                pile.Push(version);
            }
        }

        return pile.Where(v => v != current && living.Contains(v)).Cast<long?>().FirstOrDefault();
    }

    private static string NameOf(MoveKind kind) => kind.ToString().ToLowerInvariant();

    private sealed record StandingRow
    {
        public string Name { get; init; } = "";

        public string Alias { get; init; } = "";

        public long Version { get; init; }

        public long MovedMs { get; init; }

        public string MovedBy { get; init; } = "";

        public string Reason { get; init; } = "";

        public long? DeletedMs { get; init; }
    }

    private sealed record MoveRow
    {
        public string Alias { get; init; } = "";

        public long? Version { get; init; }

        public string Kind { get; init; } = "";

        public long MovedMs { get; init; }

        public string MovedBy { get; init; } = "";

        public string Reason { get; init; } = "";

        public string? Evidence { get; init; }
    }
}
