using System.Data.Common;

namespace Weathervane.Store.Sql;

/// <summary>Statements without parameters, run without Dapper: its first use takes tens of milliseconds, for which nobody who starts a program shall wait.</summary>
internal static class PlainSql
{
    /// <summary>Runs one or several statements.</summary>
    internal static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of all rows.</summary>
    internal static List<T> Ask<T>(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<T>();
        while (reader.Read())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }
}
