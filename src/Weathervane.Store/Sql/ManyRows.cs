using System.Data.Common;
using System.Globalization;
using System.Text;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Sql;

/// <summary>Adds many rows: on a server in few statements, since each costs a round trip; in a file by one statement that stays prepared.</summary>
internal static class ManyRows
{
    // Longer statements cost the server more to parse than they save; PostgreSQL takes at most 65,535 values.
    private const int MostValues = 160;

    /// <summary>Runs <c>INSERT INTO target VALUES (...), (...) then</c> over the rows.</summary>
    /// <param name="connection">Inside a write.</param>
    /// <param name="target">The table with its columns: <c>tags (run_id, key, value)</c>.</param>
    /// <param name="rows">[rows][columns] text, long, double or null.</param>
    /// <param name="then">What follows the values: <c>ON CONFLICT DO NOTHING</c>.</param>
    /// <returns>How many rows were added or changed.</returns>
    internal static int Insert(DbConnection connection, string target, IReadOnlyList<object?[]> rows, string then = "")
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var (columns, done) = (rows[0].Length, 0);
        if (connection is PreparingConnection file)
        {
            return file.Insert($"INSERT INTO {target} VALUES ({string.Join(", ", Enumerable.Repeat("?", columns))}) {then}", rows);
        }

        foreach (var chunk in rows.Chunk(Math.Max(1, MostValues / columns)))
        {
            using var command = connection.CreateCommand();
            command.CommandText = Text(target, chunk.Length, columns, then);
            for (var row = 0; row < chunk.Length; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = Name(row, column);
                    parameter.Value = chunk[row][column] ?? DBNull.Value;
                    command.Parameters.Add(parameter);
                }
            }

            done += command.ExecuteNonQuery();
        }

        return done;
    }

    private static string Text(string target, int rows, int columns, string then)
    {
        var text = new StringBuilder("INSERT INTO ").Append(target).Append(" VALUES ");
        for (var row = 0; row < rows; row++)
        {
            text.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(0, columns).Select(column => Name(row, column))).Append(')');
        }

        return text.Append(' ').Append(then).ToString();
    }

    private static string Name(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"@r{row}c{column}");
}
