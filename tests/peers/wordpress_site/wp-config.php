<?php // A site for one test run, on loopback only.
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp');
define('DB_HOST', '@DATABASE@'); define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '@ADDRESS@'); define('WP_SITEURL', '@ADDRESS@');
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords over plain http, which WordPress allows nowhere else
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) define($name, sha1($name . '@DATABASE@'));
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
