<?php // A library's site as it would be run: comments shown at once, one editor for the desk, one who may only write drafts.
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';
$GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
flush_rewrite_rules(false);
switch_theme('twentytwentyone');
foreach (['comment_moderation', 'comments_notify', 'moderation_notify', 'comment_previously_approved'] as $off) update_option($off, 0);
foreach (['desk' => 'editor', 'writer' => 'contributor'] as $name => $role) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => wp_generate_password(), 'user_email' => "$name@example.org",
                          'display_name' => 'City Library', 'role' => $role]);
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Masthead']);
    echo $password, "\n";
}
